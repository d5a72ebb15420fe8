import { declareSequences } from './sequences.ts';

declareSequences(1, 500);
