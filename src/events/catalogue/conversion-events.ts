import { z } from 'zod';
import { defineEvent } from '../event-definition.ts';
import { exampleCustomer, exampleIds, examplePartner, exampleSubIds, exampleTimes } from './examples.ts';
import {
  amount,
  attribution,
  basisPoints,
  changes,
  commissionModel,
  country,
  currency,
  customerId,
  customerSummary,
  instant,
  partnerId,
  partnerSummary,
  programId,
  publicId,
  reason,
  source,
  subIds,
} from './fields.ts';

const earned = z.object({
  id: publicId('com', 'commission'),
  amount,
  currency,
  model: commissionModel.nullable(),
  basis_points: basisPoints,
  state: z.string(),
});

const refund = z.object({
  id: publicId('rfd', 'refund'),
  refund_id: z.string().nullable().describe("The merchant's own id of the refund."),
  kind: z.enum(['refund', 'chargeback', 'chargeback_won', 'refund_canceled']),
  amount: amount.nullable(),
  currency: currency.nullable(),
  refunded_amount: amount.describe('Given back so far, of the amount charged.'),
  status: z.enum(['none', 'partial', 'full', 'charged_back']),
});

const conversionState = z.enum(['in_review', 'qualified', 'rejected']);

const conversion = z.object({
  id: publicId('cnv', 'conversion'),
  program_id: programId,
  type: z.string().describe('signup, purchase or the program’s own word, such as deposit.'),
  state: conversionState,
  previous_state: conversionState.optional().describe('Present when a person moved it later.'),
  partner_id: partnerId.nullable(),
  partner: partnerSummary.nullable(),
  customer_id: customerId.nullable(),
  customer: customerSummary.nullable(),
  referral_id: publicId('ref', 'referral').nullable(),
  order_id: z.string().nullable(),
  amount: amount
    .nullable()
    .describe('What the customer was charged, tax and shipping included; null for a signup.'),
  currency: currency.nullable(),
  tax: amount.describe('Part of the amount.'),
  shipping: amount.describe('Part of the amount.'),
  discount: amount.describe('Information only.'),
  base_amount: amount.describe('What commissions are computed from.'),
  attributed: z.boolean(),
  attribution,
  ...subIds,
  source,
  country,
  plan: z.string().nullable(),
  occurred_at: instant,
  received_at: instant,
  commissions: z.array(earned).describe('What it earns its partner so far.'),
  reason,
});

const example: z.output<typeof conversion> = {
  id: exampleIds.conversion,
  program_id: exampleIds.program,
  type: 'purchase',
  state: 'qualified',
  partner_id: exampleIds.partner,
  partner: examplePartner,
  customer_id: '4711',
  customer: exampleCustomer,
  referral_id: exampleIds.referral,
  order_id: 'order-1001',
  amount: 12_900,
  currency: 'USD',
  tax: 900,
  shipping: 0,
  discount: 1_000,
  base_amount: 12_000,
  attributed: true,
  attribution: { method: 'click_id', reason: 'first_in_order', click_id: exampleIds.click, promo_code: null },
  ...exampleSubIds,
  source: 'blog.example.org',
  country: 'DE',
  plan: 'pro',
  occurred_at: exampleTimes.bought,
  received_at: exampleTimes.bought,
  commissions: [
    {
      id: exampleIds.commission,
      amount: 1_800,
      currency: 'USD',
      model: 'percent',
      basis_points: 1_500,
      state: 'pending',
    },
  ],
};

export const conversionEvents = {
  'conversion.created': defineEvent({
    version: 1,
    meaning: 'A conversion was stored, attributed to a partner or not.',
    aliases: { track360: 'conversion.created' },
    data: conversion,
    example,
  }),
  'conversion.qualified': defineEvent({
    version: 1,
    meaning: 'The conversion passed its review and may earn commissions.',
    aliases: { track360: 'conversion.qualified' },
    data: conversion,
    example,
  }),
  'conversion.rejected': defineEvent({
    version: 1,
    meaning: 'The conversion was rejected and earns nothing.',
    aliases: { track360: 'conversion.rejected' },
    data: conversion.extend({ reason: z.string() }),
    example: { ...example, state: 'rejected', reason: 'partner_suspended', commissions: [] },
  }),
  'conversion.updated': defineEvent({
    version: 1,
    meaning: 'Amount, status or partner of the conversion changed, refunds and chargebacks included.',
    aliases: { track360: 'conversion.updated' },
    data: conversion.extend({ reason: z.string(), changes, refund: refund.optional() }),
    example: {
      ...example,
      reason: 'refund',
      changes: { refund_status: { from: 'none', to: 'partial' }, refunded_amount: { from: 0, to: 4_300 } },
      refund: {
        id: exampleIds.refund,
        refund_id: 're_77',
        kind: 'refund',
        amount: 4_300,
        currency: 'USD',
        refunded_amount: 4_300,
        status: 'partial',
      },
    },
  }),
};
