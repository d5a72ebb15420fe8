import { findCommission } from '../../commissions/commission.store.ts';
import type { Commission } from '../../commissions/commission.ts';
import { listCommissionsInPayout } from '../../commissions/commission-payout.store.ts';
import { invariant } from '../../core/errors.ts';
import type { Work } from '../../database/work.ts';
import { recordPayoutMove } from '../../payouts/payout.events.ts';
import type { Payout } from '../../payouts/payout.ts';
import { releasePayoutItems } from '../../payouts/payout-item.store.ts';
import { changeCommission } from '../commissions/change-commission.ts';
import { changePayoutCommissions } from './change-payout-commissions.ts';
import { leaveProcessing } from './leave-processing.ts';
import { type PayoutWhy, payoutSurroundings, storePayoutMove } from './move-payout.ts';

/**
 * Gives a payout up that has not left: its commissions are due again.
 *
 * @throws DomainError `invalid_transition`
 */
export const cancelPayout = async (work: Work, payout: Payout, why: PayoutWhy): Promise<Payout> => {
  const around = await payoutSurroundings(work, payout);
  const canceled = await storePayoutMove(work, payout, 'canceled', { reason: why.reason, note: why.note });
  recordPayoutMove(work, canceled, around, payout.state);
  const commissions = await listCommissionsInPayout(work.tx, payout.id);
  const withReasons = commissions.filter(({ holdReasons }) => holdReasons.length > 0);
  for (const commission of withReasons) await releaseToHold(work, payout, commission);
  if (withReasons.length < commissions.length) {
    await changePayoutCommissions(work, payout.id, { payoutId: null, paidAt: null });
    await releasePayoutItems(work.tx, payout.id, work.now);
  }
  await leaveProcessing(work, await readAgain(work, commissions));
  return canceled;
};

/** There came a reason to hold it while it was reserved: it is due for no longer than this moment. */
const releaseToHold = async (work: Work, payout: Payout, commission: Commission): Promise<void> => {
  const { holdReasons, id } = commission;
  await releasePayoutItems(work.tx, payout.id, work.now, id);
  const due = await changeCommission(work, commission, { payoutId: null, holdReasons: [] });
  const why = holdReasons.includes('fraud_case') ? 'fraud_case' : 'manual';
  await changeCommission(work, due, { holdReasons }, why);
};

const readAgain = async (work: Work, commissions: readonly Commission[]): Promise<Commission[]> => {
  const again: Commission[] = [];
  for (const { id } of commissions) {
    const commission = await findCommission(work.tx, id);
    invariant(commission, `the commission ${id} of a payout is there`);
    again.push(commission);
  }
  return again;
};
