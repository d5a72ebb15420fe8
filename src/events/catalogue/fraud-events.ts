import { z } from 'zod';
import { defineEvent } from '../event-definition.ts';
import { exampleCustomer, exampleIds, examplePartner, exampleTimes } from './examples.ts';
import {
  customerId,
  customerSummary,
  instant,
  partnerId,
  partnerSummary,
  publicId,
  reason,
} from './fields.ts';

const fraudCase = z.object({
  id: publicId('frd', 'fraud case'),
  state: z.enum(['open', 'cleared', 'confirmed']),
  rule: z.string().describe('The rule that opened it.'),
  action: z.enum(['flag', 'hold', 'reject']),
  partner_id: partnerId.nullable(),
  partner: partnerSummary.nullable(),
  customer_id: customerId.nullable(),
  customer: customerSummary.nullable(),
  conversion_id: publicId('cnv', 'conversion').nullable(),
  evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  reason,
  resolved_by: z.string().nullable(),
  created_at: instant,
  resolved_at: instant.nullable(),
});

const example: z.output<typeof fraudCase> = {
  id: exampleIds.fraudCase,
  state: 'open',
  rule: 'conversion_velocity',
  action: 'hold',
  partner_id: exampleIds.partner,
  partner: examplePartner,
  customer_id: '4711',
  customer: exampleCustomer,
  conversion_id: exampleIds.conversion,
  evidence: { conversions: 14, within_minutes: 10, limit: 5 },
  resolved_by: null,
  created_at: exampleTimes.bought,
  resolved_at: null,
};

export const fraudEvents = {
  'fraud.case_opened': defineEvent({
    version: 1,
    meaning: 'A fraud rule found something a person should look at.',
    aliases: {},
    data: fraudCase,
    example,
  }),
  'fraud.case_resolved': defineEvent({
    version: 1,
    meaning: 'A person cleared or confirmed the fraud case.',
    aliases: {},
    data: fraudCase,
    example: {
      ...example,
      state: 'cleared',
      reason: 'known_campaign',
      resolved_by: 'admin',
      resolved_at: exampleTimes.due,
    },
  }),
};
