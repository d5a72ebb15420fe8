import type { Instant } from '../core/clock.ts';
import type { Db } from '../database/work.ts';
import { listPastVisits, type PastVisit } from './click.store.ts';
import { duplicateWindowMs } from './click.ts';

/** Who was counted within the last hour: what makes the next click of the same visitor a duplicate. */
export interface RecentVisitors {
  /** Counts a visitor who was not counted within the last hour; false for one who was. */
  count(visitorHash: string, now: Instant): boolean;
  /** Takes a count back whose click was not stored. */
  forget(visitorHash: string): void;
  /** Takes over who was counted before the process started. */
  recall(visitorHash: string, countedAt: Instant): void;
  /** How many visitors are kept in memory. */
  readonly size: number;
}

/**
 * Two generations of at most `maxPerGeneration` visitors, so that nothing is ever searched through: when the
 * younger is an hour old or full, the older is dropped. Only with more new visitors an hour than one generation
 * holds does a duplicate go unnoticed. A visitor takes about 50 bytes.
 */
export const createRecentVisitors = (startedAt: Instant, maxPerGeneration = 250_000): RecentVisitors => {
  let younger = new Map<number, Instant>();
  let older = new Map<number, Instant>();
  let youngerSince = startedAt;
  const startGeneration = (now: Instant): void => {
    older = younger;
    younger = new Map();
    youngerSince = now;
  };
  return {
    count(visitorHash, now) {
      const visitor = keyOf(visitorHash);
      const countedAt = younger.get(visitor) ?? older.get(visitor);
      if (countedAt !== undefined && now - countedAt < duplicateWindowMs) return false;
      if (now - youngerSince >= duplicateWindowMs || younger.size >= maxPerGeneration) startGeneration(now);
      younger.set(visitor, now);
      return true;
    },
    forget(visitorHash) {
      younger.delete(keyOf(visitorHash));
      older.delete(keyOf(visitorHash));
    },
    recall(visitorHash, countedAt) {
      if (older.size < maxPerGeneration) older.set(keyOf(visitorHash), countedAt);
    },
    get size() {
      return younger.size + older.size;
    },
  };
};

/** As a number a hash takes a third of the memory, and 52 bits are enough to tell the visitors of an hour apart. */
const keyOf = (visitorHash: string): number => Number.parseInt(visitorHash.slice(0, 13), 16);

const visitsPerPage = 2_000;
const maxPages = 100;

/**
 * Recalls the visitors of the last hour from the database, newest first, so that a restart counts nobody twice.
 * Lets requests through between two pages.
 */
export const recallVisitors = async (visitors: RecentVisitors, db: Db, now: Instant): Promise<void> => {
  let before = Number.MAX_SAFE_INTEGER;
  for (let page = 0; page < maxPages; page += 1) {
    const visits = await listPastVisits(db, { before, limit: visitsPerPage });
    for (const visit of visits) {
      if (wasCounted(visit, now)) visitors.recall(visit.visitor_hash, visit.created_at);
    }
    const oldest = visits.at(-1);
    if (oldest === undefined || isOver(oldest.created_at, now)) return;
    before = oldest.seq;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

const wasCounted = (visit: PastVisit, now: Instant): visit is PastVisit & { visitor_hash: string } =>
  visit.visitor_hash !== null &&
  visit.is_bot === 0 &&
  visit.is_duplicate === 0 &&
  !isOver(visit.created_at, now);

const isOver = (countedAt: Instant, now: Instant): boolean => now - countedAt >= duplicateWindowMs;
