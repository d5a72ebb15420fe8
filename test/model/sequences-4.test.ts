import { declareSequences } from './sequences.ts';

declareSequences(4, 500);
