import { z } from 'zod';
import { exampleCustomer, exampleIds, examplePartner, exampleSubIds, exampleTimes } from './examples.ts';
import {
  amount,
  basisPoints,
  commissionModel,
  country,
  currency,
  customerId,
  customerSummary,
  instant,
  partnerId,
  partnerSummary,
  publicId,
  reason,
  source,
  subIds,
} from './fields.ts';

const commissionState = z.enum(['pending', 'held', 'due', 'processing', 'paid', 'voided']);

const conversionFacts = z
  .object({
    id: publicId('cnv', 'conversion'),
    type: z.string(),
    order_id: z.string().nullable(),
    amount: amount.nullable(),
    currency: currency.nullable(),
    occurred_at: instant,
  })
  .describe('The conversion it was earned by.');

/** What every event about one commission carries. */
export const commission = z.object({
  id: publicId('com', 'commission'),
  kind: z.enum(['sale', 'signup', 'bonus', 'clawback', 'restore', 'adjustment']),
  state: commissionState,
  previous_state: commissionState.optional().describe('Present when the event is about a move.'),
  amount: amount.describe('What is owed for it now, in minor units; negative for a clawback.'),
  currency,
  base_amount: amount.describe('What the rate was applied to.'),
  model: commissionModel.nullable().describe('Null for a bonus or a correction.'),
  basis_points: basisPoints,
  rule_id: publicId('rul', 'commission rule').nullable(),
  rule_version: z.int().nullable(),
  partner_id: partnerId,
  partner: partnerSummary,
  customer_id: customerId.nullable(),
  customer: customerSummary.nullable(),
  conversion_id: publicId('cnv', 'conversion').nullable(),
  conversion: conversionFacts.nullable(),
  referral_id: publicId('ref', 'referral').nullable(),
  due_at: instant.describe('When its hold ends.'),
  reason,
  original_commission_id: publicId('com', 'commission it corrects').nullable().optional(),
  ...subIds,
  source,
  country,
  occurred_at: instant,
  created_at: instant,
});

export const exampleCommission: z.output<typeof commission> = {
  id: exampleIds.commission,
  kind: 'sale',
  state: 'pending',
  amount: 1_800,
  currency: 'USD',
  base_amount: 12_000,
  model: 'percent',
  basis_points: 1_500,
  rule_id: exampleIds.rule,
  rule_version: 1,
  partner_id: exampleIds.partner,
  partner: examplePartner,
  customer_id: '4711',
  customer: exampleCustomer,
  conversion_id: exampleIds.conversion,
  conversion: {
    id: exampleIds.conversion,
    type: 'purchase',
    order_id: 'order-1001',
    amount: 12_900,
    currency: 'USD',
    occurred_at: exampleTimes.bought,
  },
  referral_id: exampleIds.referral,
  due_at: exampleTimes.due,
  ...exampleSubIds,
  source: 'blog.example.org',
  country: 'DE',
  occurred_at: exampleTimes.bought,
  created_at: exampleTimes.bought,
};
