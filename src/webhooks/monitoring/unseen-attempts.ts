import type { Db } from '../../database/work.ts';
import { classOfAttempt } from './attempt-class.ts';
import type { MinuteTally } from './minute-tally.ts';
import { shardOf, shards } from './shard.ts';
import { findAttemptsBetween } from './tally.store.ts';

/** Attempts that were recorded and not seen by who counts them: before a crash, or by somebody else. */
export interface UnseenAttempts {
  readonly isEmpty: boolean;
  /** @param after the sequence before the first of them; `until` is the last one. None when it is not greater. */
  add(after: number, until: number): void;
  /** Counts them from what is stored. After an error it goes on where it stopped. */
  countInto(tally: MinuteTally): Promise<void>;
}

interface Range {
  after: number;
  readonly until: number;
  /** Up to which attempt each shard is counted already. */
  readonly marks: ReadonlyMap<number, number>;
}

const attemptsPerRead = 500;
const noMarks: ReadonlyMap<number, number> = new Map();

/**
 * @param marks up to which attempt each shard was counted by an earlier process
 * @param lastSeq the newest attempt there is
 */
export const createUnseenAttempts = (
  db: Db,
  marks: ReadonlyMap<number, number>,
  lastSeq: number,
): UnseenAttempts => {
  const ranges: Range[] = [];
  const leastMark = Math.min(...shards.map((shard) => marks.get(shard) ?? 0));
  if (leastMark < lastSeq) ranges.push({ after: leastMark, until: lastSeq, marks });

  const countRange = async (range: Range, tally: MinuteTally): Promise<void> => {
    while (range.after < range.until) {
      const found = await findAttemptsBetween(db, { ...range, limit: attemptsPerRead });
      for (const { seq, endpointId, startedAt, durationMs, status, error } of found) {
        if (seq <= (range.marks.get(shardOf(endpointId)) ?? 0)) continue;
        tally.add(endpointId, startedAt + durationMs, durationMs, classOfAttempt(status, error));
      }
      range.after = found.length < attemptsPerRead ? range.until : (found.at(-1)?.seq ?? range.until);
    }
  };

  return {
    get isEmpty() {
      return ranges.length === 0;
    },
    add: (after, until) => {
      if (until > after) ranges.push({ after, until, marks: noMarks });
    },
    countInto: async (tally) => {
      for (let range = ranges[0]; range; range = ranges[0]) {
        await countRange(range, tally);
        ranges.shift();
      }
    },
  };
};
