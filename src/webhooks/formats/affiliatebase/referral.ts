import type { EventData } from '../../../events/catalogue.ts';
import type { DataMapper } from '../format.ts';
import { affiliateSummary, toSecond, toSecondOrNull } from './shared.ts';

/** `data` of referral.created and referral.converted. The page prints no fields for them: its style, our facts. */
export const referralData: DataMapper<EventData<'referral.created'>> = (referral, { programId }) => ({
  id: referral.id,
  state: referral.state,
  affiliate_id: referral.partner_id,
  campaign_id: programId,
  affiliate: affiliateSummary(referral.partner),
  customer_id: referral.customer_id,
  customer: referral.customer,
  method: referral.method,
  click_id: referral.click_id,
  promo_code: referral.promo_code,
  created_at: toSecond(referral.decided_at),
  expires_at: toSecondOrNull(referral.expires_at),
  converted_at: toSecondOrNull(referral.converted_at),
});
