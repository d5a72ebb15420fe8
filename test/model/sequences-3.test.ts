import { declareSequences } from './sequences.ts';

declareSequences(3, 500);
