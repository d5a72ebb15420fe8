import type { Db } from '../../database/work.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Candidate, CandidatePage } from './merge.ts';
import { readFailedPage, readMissedPage, type Search } from './page.ts';

/** What a recovery would send. */
export interface Estimate {
  readonly failed: number;
  readonly missed: number;
  /** Whose payload is kept no longer. */
  readonly skipped: number;
  /** False when there is more than was looked at. */
  readonly isExact: boolean;
}

/** Pages of each kind that are looked at, at most: thousands of rows, and others may go between two of them. */
const mostPages = 100;

/** Counts what a recovery would send if it began now. */
export const estimateRecovery = async (db: Db, endpoint: Endpoint, search: Search): Promise<Estimate> => {
  const failed = await countPages(
    (deliveryCursor) => readFailedPage(db, endpoint, { ...search, deliveryCursor }),
    search.deliveryCursor,
  );
  const missed = await countPages(
    (eventCursor) => readMissedPage(db, endpoint, { ...search, eventCursor }),
    search.eventCursor,
  );
  return {
    failed: failed.sendable,
    missed: missed.sendable,
    skipped: failed.skipped + missed.skipped,
    isExact: failed.isExact && missed.isExact,
  };
};

const countPages = async (
  read: (cursor: number) => Promise<CandidatePage<Candidate>>,
  from: number,
): Promise<{ sendable: number; skipped: number; isExact: boolean }> => {
  let [cursor, sendable, skipped] = [from, 0, 0];
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await read(cursor);
    for (const candidate of page.candidates) {
      if (candidate.sendable) sendable += 1;
      else skipped += 1;
    }
    if (page.done) return { sendable, skipped, isExact: true };
    if (page.until === cursor) break;
    cursor = page.until;
    await nextTurn();
  }
  return { sendable, skipped, isExact: false };
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
