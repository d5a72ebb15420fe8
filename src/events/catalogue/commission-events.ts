import { z } from 'zod';
import { defineEvent } from '../event-definition.ts';
import { commission, exampleCommission } from './commission-shape.ts';
import { exampleIds, examplePartner, exampleTimes } from './examples.ts';
import { amount, currency, instant, partnerId, partnerSummary } from './fields.ts';

const adjustmentAmount = amount.describe(
  'Signed change of what is owed, in minor units. All created, adjusted and voided amounts sum to it.',
);

const tierChange = z.object({
  partner_id: partnerId,
  partner: partnerSummary,
  from: z.string().nullable().describe('The tier before; null for none.'),
  to: z.string().nullable(),
  metric: z.object({ name: z.string(), value: z.int(), currency: currency.nullable() }),
  effective_at: instant.describe('Conversions that occurred at or after it earn by the new tier.'),
});

const thresholdCrossing = z.object({
  partner_id: partnerId,
  partner: partnerSummary,
  balance: amount.describe('Due and not yet scheduled for a payout.'),
  threshold: amount,
  currency,
});

const example = exampleCommission;
const who = { partner_id: exampleIds.partner, partner: examplePartner };

export const commissionEvents = {
  'commission.created': defineEvent({
    version: 1,
    meaning: 'A commission of kind sale, signup or bonus was stored with its amount.',
    aliases: { affiliatebase: 'commission.created', track360: 'commission.calculated' },
    data: commission,
    example,
  }),
  'commission.due': defineEvent({
    version: 1,
    meaning: 'The hold has elapsed and the commission is approved: it can be paid.',
    aliases: { affiliatebase: 'commission.due', track360: 'commission.approved' },
    data: commission,
    example: { ...example, state: 'due', previous_state: 'pending' },
  }),
  'commission.held': defineEvent({
    version: 1,
    meaning: 'The commission was held back for a reason.',
    aliases: {},
    data: commission.extend({ reason: z.string() }),
    example: { ...example, state: 'held', previous_state: 'pending', reason: 'fraud_case' },
  }),
  'commission.released': defineEvent({
    version: 1,
    meaning: 'No reason to hold the commission remained.',
    aliases: {},
    data: commission,
    example: { ...example, state: 'due', previous_state: 'held' },
  }),
  'commission.paid': defineEvent({
    version: 1,
    meaning: 'The payout that contains the commission was completed.',
    aliases: {},
    data: commission,
    example: { ...example, state: 'paid', previous_state: 'processing' },
  }),
  'commission.adjusted': defineEvent({
    version: 1,
    meaning: 'An unpaid amount changed, or a clawback, restore or adjustment line was posted.',
    aliases: { track360: 'commission.adjusted' },
    data: commission.extend({ reason: z.string(), adjustment_amount: adjustmentAmount }),
    example: {
      ...example,
      id: exampleIds.clawback,
      kind: 'clawback',
      state: 'due',
      amount: -600,
      reason: 'refund',
      original_commission_id: exampleIds.commission,
      adjustment_amount: -600,
      created_at: exampleTimes.refunded,
    },
  }),
  'commission.voided': defineEvent({
    version: 1,
    meaning: 'The commission was voided and will not be paid.',
    aliases: { affiliatebase: 'commission.voided' },
    data: commission.extend({ reason: z.string(), adjustment_amount: adjustmentAmount }),
    example: {
      ...example,
      state: 'voided',
      previous_state: 'pending',
      amount: 0,
      reason: 'refund',
      adjustment_amount: -1_800,
    },
  }),
  'commission.tier_changed': defineEvent({
    version: 1,
    meaning: 'The partner moved to another commission tier.',
    aliases: { track360: 'commission.tier_changed' },
    data: tierChange,
    example: {
      ...who,
      from: 'Silver',
      to: 'Gold',
      metric: { name: 'qualified_volume', value: 1_000_000, currency: 'USD' },
      effective_at: exampleTimes.bought,
    },
  }),
  'commission.threshold_reached': defineEvent({
    version: 1,
    meaning: 'The due balance crossed the payout threshold for the first time since the last payout.',
    aliases: {},
    data: thresholdCrossing,
    example: { ...who, balance: 5_400, threshold: 5_000, currency: 'USD' },
  }),
};
