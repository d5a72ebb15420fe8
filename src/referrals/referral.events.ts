import { toIso } from '../core/clock.ts';
import type { Customer } from '../customers/customer.ts';
import { customerSummary } from '../customers/customer.ts';
import type { EventData } from '../events/catalogue.ts';
import { type Partner, partnerSummary } from '../partners/partner.ts';
import type { Referral } from './referral.ts';

/** What the events of a referral carry. */
export const referralData = (
  referral: Referral,
  partner: Partner,
  customer: Customer,
  promoCode: string | null,
): EventData<'referral.created'> => ({
  id: referral.id,
  state: referral.state,
  partner_id: referral.partnerId,
  partner: partnerSummary(partner),
  customer_id: customer.externalId ?? customer.id,
  customer: customerSummary(customer),
  method: referral.method,
  click_id: referral.clickId,
  promo_code: promoCode,
  decided_at: toIso(referral.decidedAt),
  expires_at: referral.expiresAt === null ? null : toIso(referral.expiresAt),
  converted_at: referral.convertedAt === null ? null : toIso(referral.convertedAt),
});
