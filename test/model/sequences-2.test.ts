import { declareSequences } from './sequences.ts';

declareSequences(2, 500);
