import type { Instant } from '../../core/clock.ts';
import type { Work } from '../../database/work.ts';
import { recordPayoutCompleted } from '../../payouts/payout.events.ts';
import { wasPaidBefore } from '../../payouts/payout.store.ts';
import type { Payout } from '../../payouts/payout.ts';
import { changePayoutCommissions } from './change-payout-commissions.ts';
import { leaveProcessing } from './leave-processing.ts';
import { payoutSurroundings, storePayoutMove, submitPayout } from './move-payout.ts';

export interface Completion {
  /** What the bank or the provider calls it. */
  readonly reference: string;
  readonly paidAt: Instant;
}

/**
 * The money has arrived: the payout is completed and its commissions are paid, in one step. One that is only
 * scheduled passes through processing in the same unit.
 *
 * @throws DomainError `invalid_transition`; `conflict` for a scheduled payout while its partner is suspended
 */
export const completePayout = async (
  work: Work,
  payout: Payout,
  { reference, paidAt }: Completion,
): Promise<Payout> => {
  const processing = payout.state === 'scheduled' ? await submitPayout(work, payout, reference) : payout;
  const facts = { reference, completedAt: paidAt };
  const completed = await storePayoutMove(work, processing, 'completed', facts);
  const around = await payoutSurroundings(work, completed);
  const isFirst = !(await wasPaidBefore(work.tx, completed));
  recordPayoutCompleted(work, completed, around, isFirst);
  const paid = await changePayoutCommissions(work, payout.id, { payoutId: payout.id, paidAt });
  await leaveProcessing(work, paid);
  return completed;
};
