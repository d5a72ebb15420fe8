import { countOpenAlerts } from '../alerts/alert.store.ts';
import { sumUnapproved, type Tally } from '../commissions/commission-count.store.ts';
import type { Currency } from '../core/currencies.ts';
import type { ProgramId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import type { Db } from '../database/work.ts';

/** What only a person can decide. */
export interface Waiting {
  /** Counted to 10,000, like the conversions. */
  readonly partnersPending: number;
  readonly conversionsInReview: number;
  readonly commissionsToApprove: ReadonlyMap<Currency, Tally>;
  readonly payoutBatchesInDraft: number;
  readonly alertsOpen: number;
}

const maxCounted = 10_000;

/** Every count is read from an index of just what waits. */
export const findWaiting = async (db: Db, programId: ProgramId): Promise<Waiting> => ({
  partnersPending: await countPartnersPending(db, programId),
  conversionsInReview: await countInReview(db, programId),
  commissionsToApprove: await sumUnapproved(db, programId),
  payoutBatchesInDraft: await countDrafts(db, programId),
  alertsOpen: await countOpenAlerts(db),
});

const countPartnersPending = async (db: Db, programId: ProgramId): Promise<number> => {
  const pending = db
    .selectFrom('partners')
    .select('seq')
    .where('program_id', '=', programId)
    .where('state', '=', literal('pending'))
    .where('deleted_at', 'is', null)
    .limit(maxCounted);
  return (
    await db
      .selectFrom(pending.as('waiting'))
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
  ).count;
};

const countInReview = async (db: Db, programId: ProgramId): Promise<number> => {
  const inReview = db
    .selectFrom('conversions')
    .select('seq')
    .where('program_id', '=', programId)
    .where('state', '=', literal('in_review'))
    .limit(maxCounted);
  return (
    await db
      .selectFrom(inReview.as('waiting'))
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
  ).count;
};

const countDrafts = async (db: Db, programId: ProgramId): Promise<number> => {
  const row = await db
    .selectFrom('payout_batches')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('program_id', '=', programId)
    .where('state', '=', 'draft')
    .executeTakeFirstOrThrow();
  return row.count;
};
