import { toIso } from '../core/clock.ts';
import type { EventData } from '../events/catalogue.ts';
import type { NewCommission } from './commission.store.ts';
import { presentAmountMinor } from './commission.ts';

type CommissionData = EventData<'commission.created'>;

/** What is around a commission, as its events show it; a commission of a person's own making has no conversion. */
export type Surroundings = Pick<
  CommissionData,
  'partner' | 'customer' | 'conversion' | 'sub1' | 'sub2' | 'sub3' | 'sub4' | 'sub5' | 'source' | 'country'
>;

/** What the events of a commission carry. */
export const commissionData = (commission: NewCommission, around: Surroundings): CommissionData => ({
  id: commission.id,
  kind: commission.kind,
  state: commission.state,
  amount: presentAmountMinor(commission),
  currency: commission.original.currency,
  base_amount: commission.base.minor,
  model: commission.model,
  basis_points: commission.basisPoints,
  rule_id: commission.ruleId,
  rule_version: commission.ruleVersion,
  partner_id: commission.partnerId,
  partner: around.partner,
  customer_id: around.customer ? (around.customer.external_id ?? around.customer.id) : null,
  customer: around.customer,
  conversion_id: commission.conversionId,
  conversion: around.conversion,
  referral_id: commission.referralId,
  due_at: toIso(commission.dueAt),
  reason: commission.reason,
  original_commission_id: commission.originalCommissionId,
  sub1: around.sub1,
  sub2: around.sub2,
  sub3: around.sub3,
  sub4: around.sub4,
  sub5: around.sub5,
  source: around.source,
  country: around.country,
  occurred_at: toIso(commission.occurredAt),
  created_at: toIso(commission.createdAt),
});

/** What the events of a conversion say about the commissions it earned. */
export const earnedSummary = (commission: NewCommission) => ({
  id: commission.id,
  amount: presentAmountMinor(commission),
  currency: commission.original.currency,
  model: commission.model,
  basis_points: commission.basisPoints,
  state: commission.state,
});
