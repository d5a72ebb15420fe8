import { unfinishedStates } from '../deliveries/delivery.ts';
import {
  type AgingAttempt,
  type AgingExcerpt,
  clearExcerpt,
  deleteAttempt,
  findAttempts,
  findAttemptsPutOff,
  findExcerpts,
  findExcerptsPutOff,
  findNewestAttemptSeq,
} from './attempt-retention.store.ts';
import type { Sweep } from './sweep.ts';

const forgotten = { outcome: 'forgotten', rows: 1 } as const;

/** What receivers answered: nobody needs that for sending. */
export const excerptSweep: Sweep<AgingExcerpt> = {
  name: 'excerpts',
  findNext: findExcerpts,
  findPutOff: findExcerptsPutOff,
  prepare: async (tx) => async (attempt) => {
    if (!attempt.hasExcerpt) return { outcome: 'nothing_left', rows: 0 };
    await clearExcerpt(tx, { seq: attempt.seq });
    return forgotten;
  },
};

/**
 * The attempts themselves, once their delivery has come to an end: it keeps their number and the last result. The
 * newest one of all stays: whoever remembers up to which attempt they have looked relies on no sequence being
 * given out twice.
 */
export const attemptSweep: Sweep<AgingAttempt> = {
  name: 'attempts',
  findNext: findAttempts,
  findPutOff: findAttemptsPutOff,
  prepare: async (tx) => {
    const newestSeq = await findNewestAttemptSeq(tx);
    return async ({ seq, deliveryState }) => {
      if (seq === newestSeq || isUnfinished(deliveryState)) return { outcome: 'needed', rows: 1 };
      await deleteAttempt(tx, { seq });
      return forgotten;
    };
  },
};

const isUnfinished = (state: string): boolean => unfinishedStates.some((unfinished) => unfinished === state);
