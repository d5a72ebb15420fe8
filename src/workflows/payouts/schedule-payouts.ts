import { invariant } from '../../core/errors.ts';
import type { PayoutBatchId } from '../../core/ids.ts';
import { money } from '../../core/money.ts';
import type { Work } from '../../database/work.ts';
import { resetThreshold } from '../../ledger/threshold.store.ts';
import type { Partner } from '../../partners/partner.ts';
import { findDuePage } from '../../payouts/due.store.ts';
import { type DueItem, type DueSum, sumOf } from '../../payouts/due.ts';
import { recordPayoutMove } from '../../payouts/payout.events.ts';
import { insertPayout, type NewPayout } from '../../payouts/payout.store.ts';
import { maxItems } from '../../payouts/payout.ts';
import { findPayoutBatch, isPaidByBatch, updatePayoutBatch } from '../../payouts/payout-batch.store.ts';
import type { BatchStep, PayoutBatch } from '../../payouts/payout-batch.ts';
import { insertPayoutItems } from '../../payouts/payout-item.store.ts';
import { findProgram } from '../../programs/program.store.ts';
import type { Program } from '../../programs/program.ts';
import { changedMeanwhile } from '../commissions/change-commission.ts';
import { changePayoutCommissions } from './change-payout-commissions.ts';
import { chooseDueItems, judgeDue } from './choose-due.ts';

/** A unit ends once it has reserved this many; the payout that goes beyond is the last one of it. */
const commissionsPerUnit = 100;

/** And once it has looked at so many pages of partners who are not paid now. */
const pagesPerUnit = 10;

/**
 * Makes the next payouts of an approved batch, by what is due at this moment, and stores how far that is: all in
 * one unit, so that after a crash each is made once.
 *
 * @returns whether there may be more to do
 */
export const scheduleSomePayouts = async (work: Work, batchId: PayoutBatchId): Promise<boolean> => {
  const batch = await findPayoutBatch(work.tx, batchId);
  if (batch?.step?.kind !== 'scheduling') return false;
  const { step } = batch;
  const program = await findProgram(work.tx, batch.selection.programId);
  invariant(program, `the program of ${batchId} is there`);
  let after = step.after;
  let reserved = 0;
  for (let pages = 0; pages < pagesPerUnit && reserved < commissionsPerUnit; pages += 1) {
    const { sums, next } = await findDuePage(work.tx, batch.selection, after);
    for (const sum of sums) {
      const count = await payOne(work, program, batch, sum);
      reserved += count;
      // What did not fit is for the next unit, which finds this partner first again.
      const isMore = count > 0 && sum.itemCount > maxItems;
      if (!isMore) after = [sum.partnerId, sum.currency];
      if (isMore || reserved >= commissionsPerUnit) return await goOn(work, batch, { ...step, after });
    }
    if (next === null) return await goOn(work, batch, null);
    after = next;
  }
  return await goOn(work, batch, { ...step, after });
};

const goOn = async (work: Work, batch: PayoutBatch, step: BatchStep | null): Promise<boolean> => {
  await saveStep(work, batch, step);
  return step !== null;
};

/** Stores how far something is that is done to a whole batch; that is no new version of the batch. */
export const saveStep = async (work: Work, batch: PayoutBatch, step: BatchStep | null): Promise<void> => {
  const after = { ...batch, step, updatedAt: work.now };
  if (!(await updatePayoutBatch(work, batch, after))) throw changedMeanwhile();
};

/** Schedules one payout of a sum, unless it is not to be paid; answers how many commissions it reserved. */
const payOne = async (work: Work, program: Program, batch: PayoutBatch, sum: DueSum): Promise<number> => {
  const { partner, exclusion } = await judgeDue(work.tx, program, batch.selection, sum);
  // What is left of a sum that was large enough belongs to it, however little it is.
  const isRest =
    exclusion === 'below_threshold' && (await isPaidByBatch(work.tx, { ...sum, batchId: batch.id }));
  if (exclusion !== undefined && !isRest) return 0;
  const items = await chooseDueItems(work.tx, batch.selection, sum);
  if (items === undefined || sumOf(items) <= 0) return 0;
  await schedulePayout(work, batch, partner, sum, items);
  return items.length;
};

const schedulePayout = async (
  work: Work,
  batch: PayoutBatch,
  partner: Partner,
  sum: DueSum,
  items: readonly DueItem[],
): Promise<void> => {
  const payout = newPayout(work, batch, sum, items);
  await insertPayout(work, payout);
  await insertPayoutItems(
    work.tx,
    payout.id,
    items.map(({ id, amountMinor }) => ({ commissionId: id, amountMinor })),
  );
  await changePayoutCommissions(work, payout.id, { payoutId: payout.id, paidAt: null });
  await resetThreshold(work.tx, { partnerId: sum.partnerId, currency: sum.currency });
  recordPayoutMove(work, payout, { partner, commissionIds: items.map(({ id }) => id) });
};

const newPayout = (
  work: Work,
  batch: PayoutBatch,
  { partnerId, currency }: DueSum,
  items: readonly DueItem[],
): NewPayout & { readonly state: 'scheduled' } => ({
  id: work.ids.mint('pay'),
  batchId: batch.id,
  programId: batch.selection.programId,
  partnerId,
  amount: money(sumOf(items), currency),
  itemCount: items.length,
  method: batch.method,
  state: 'scheduled',
  reference: null,
  failureReason: null,
  reason: null,
  note: null,
  cutOffAt: batch.selection.cutOffAt,
  createdAt: work.now,
  updatedAt: work.now,
  completedAt: null,
  rowVersion: 1,
});
