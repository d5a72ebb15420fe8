import { z } from 'zod';
import { defineEvent } from '../event-definition.ts';
import { exampleCustomer, exampleIds, examplePartner, exampleTimes } from './examples.ts';
import {
  attributionMethod,
  customerId,
  customerSummary,
  instant,
  partnerId,
  partnerSummary,
  publicId,
} from './fields.ts';

const referral = z.object({
  id: publicId('ref', 'referral'),
  state: z.enum(['lead', 'converted', 'expired', 'void']),
  partner_id: partnerId,
  partner: partnerSummary,
  customer_id: customerId,
  customer: customerSummary,
  method: attributionMethod,
  click_id: publicId('clk', 'winning click').nullable(),
  promo_code: z.string().nullable(),
  decided_at: instant,
  expires_at: instant.nullable(),
  converted_at: instant.nullable(),
});

const example: z.output<typeof referral> = {
  id: exampleIds.referral,
  state: 'lead',
  partner_id: exampleIds.partner,
  partner: examplePartner,
  customer_id: '4711',
  customer: exampleCustomer,
  method: 'click_id',
  click_id: exampleIds.click,
  promo_code: null,
  decided_at: exampleTimes.bought,
  expires_at: null,
  converted_at: null,
};

export const referralEvents = {
  'referral.created': defineEvent({
    version: 1,
    meaning: 'A customer was tied to the partner who referred them.',
    aliases: { affiliatebase: 'referral.created' },
    data: referral,
    example,
  }),
  'referral.converted': defineEvent({
    version: 1,
    meaning: 'The first qualified paid conversion of the referral; once.',
    aliases: { affiliatebase: 'referral.converted' },
    data: referral,
    example: { ...example, state: 'converted', converted_at: exampleTimes.bought },
  }),
};
