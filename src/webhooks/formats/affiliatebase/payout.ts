import type { EventData } from '../../../events/catalogue.ts';
import type { DataMapper } from '../format.ts';
import { affiliateSummary, toSecond, toSecondOrNull } from './shared.ts';

/** `data` of payout.paid, which is what the page calls a completed one. It prints no fields: its style, our facts. */
export const payoutData: DataMapper<EventData<'payout.completed'>> = (payout, { programId }) => ({
  id: payout.id,
  state: stateThere(payout.state),
  ...(payout.previous_state && { previous_state: stateThere(payout.previous_state) }),
  amount_cents: payout.amount,
  currency: payout.currency,
  affiliate_id: payout.partner_id,
  campaign_id: programId,
  affiliate: affiliateSummary(payout.partner),
  batch_id: payout.batch_id,
  method: payout.method,
  reference: payout.reference,
  commission_ids: payout.commission_ids,
  first: payout.first,
  created_at: toSecond(payout.created_at),
  paid_at: toSecondOrNull(payout.completed_at),
});

const stateThere = (state: string): string => (state === 'completed' ? 'paid' : state);
