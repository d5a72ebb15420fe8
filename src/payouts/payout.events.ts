import { toIso } from '../core/clock.ts';
import type { CommissionId } from '../core/ids.ts';
import type { Work } from '../database/work.ts';
import type { EventData } from '../events/catalogue.ts';
import { recordEvent } from '../events/record.ts';
import { toIsoOrNull } from '../http/views.ts';
import { type Partner, partnerSummary } from '../partners/partner.ts';
import type { NewPayout } from './payout.store.ts';
import type { PayoutState } from './payout.ts';

/** What is around a payout, as its events show it. */
export interface PayoutSurroundings {
  readonly partner: Partner;
  readonly commissionIds: readonly CommissionId[];
}

/** Records the move that brought a payout to its state. */
export const recordPayoutMove = (
  work: Work,
  payout: NewPayout & { readonly state: Exclude<PayoutState, 'completed'> },
  around: PayoutSurroundings,
  previousState?: PayoutState,
): void => {
  const { programId, partnerId, id, state } = payout;
  const data = payoutData(payout, around, previousState);
  recordEvent(work, `payout.${state}`, { programId, partnerId, entityId: id, data });
};

/** Records that a payout reached its partner. @param first whether none did before */
export const recordPayoutCompleted = (
  work: Work,
  payout: NewPayout,
  around: PayoutSurroundings,
  first: boolean,
): void => {
  const { programId, partnerId, id } = payout;
  const data = { ...payoutData(payout, around, 'processing'), first };
  recordEvent(work, 'payout.completed', { programId, partnerId, entityId: id, data });
};

const payoutData = (
  payout: NewPayout,
  { partner, commissionIds }: PayoutSurroundings,
  previousState: PayoutState | undefined,
): EventData<'payout.scheduled'> => ({
  id: payout.id,
  batch_id: payout.batchId,
  partner_id: payout.partnerId,
  partner: partnerSummary(partner),
  amount: payout.amount.minor,
  currency: payout.amount.currency,
  method: payout.method,
  state: payout.state,
  ...(previousState && { previous_state: previousState }),
  reference: payout.reference,
  failure_reason: payout.failureReason,
  reason: payout.reason,
  commission_ids: [...commissionIds],
  created_at: toIso(payout.createdAt),
  updated_at: toIso(payout.updatedAt),
  completed_at: toIsoOrNull(payout.completedAt),
});
