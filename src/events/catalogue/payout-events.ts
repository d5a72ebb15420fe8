import { z } from 'zod';
import { defineEvent, type EventDefinition } from '../event-definition.ts';
import { exampleIds, examplePartner, exampleTimes } from './examples.ts';
import { amount, currency, instant, partnerId, partnerSummary, publicId, reason } from './fields.ts';

const payoutState = z.enum(['scheduled', 'processing', 'completed', 'failed', 'canceled', 'reversed']);

const payout = z.object({
  id: publicId('pay', 'payout'),
  batch_id: publicId('bat', 'payout batch').nullable(),
  partner_id: partnerId,
  partner: partnerSummary,
  amount,
  currency,
  method: z.string().describe('How it is paid, such as manual, paypal or razorpayx.'),
  state: payoutState,
  previous_state: payoutState.optional(),
  reference: z.string().nullable().describe('What the provider or the bank calls it.'),
  failure_reason: z.string().nullable().optional(),
  reason,
  commission_ids: z.array(publicId('com', 'commission paid by it')),
  created_at: instant,
  updated_at: instant,
  completed_at: instant.nullable(),
});

const example: z.output<typeof payout> = {
  id: exampleIds.payout,
  batch_id: exampleIds.batch,
  partner_id: exampleIds.partner,
  partner: examplePartner,
  amount: 5_400,
  currency: 'USD',
  method: 'paypal',
  state: 'scheduled',
  reference: null,
  commission_ids: [exampleIds.commission],
  created_at: exampleTimes.due,
  updated_at: exampleTimes.due,
  completed_at: null,
};

const completed = { state: 'completed', reference: 'PAYOUT-8H2K', completed_at: exampleTimes.paid } as const;

const about = (
  meaning: string,
  aliases: EventDefinition['aliases'],
  shown: Partial<z.output<typeof payout>>,
) => defineEvent({ version: 1, meaning, aliases, data: payout, example: { ...example, ...shown } });

export const payoutEvents = {
  'payout.scheduled': about(
    'The payout was scheduled and its commissions reserved.',
    { track360: 'payout.scheduled' },
    {},
  ),
  'payout.processing': about(
    'The payout was handed to the provider.',
    { track360: 'payout.processing' },
    { state: 'processing', previous_state: 'scheduled' },
  ),
  'payout.failed': about(
    'The provider could not pay; the commissions stay reserved until a retry or a cancellation.',
    { track360: 'payout.failed' },
    { state: 'failed', previous_state: 'processing', failure_reason: 'receiver_account_closed' },
  ),
  'payout.completed': defineEvent({
    version: 1,
    meaning: 'The provider confirmed the payout or an admin marked it paid; its commissions are paid.',
    aliases: { affiliatebase: 'payout.paid', track360: 'payout.completed' },
    data: payout.extend({ first: z.boolean().describe('Whether it is the first the partner ever got.') }),
    example: { ...example, ...completed, previous_state: 'processing', first: true },
  }),
  'payout.canceled': about(
    'The payout was canceled and its commissions are due again.',
    {},
    { state: 'canceled', previous_state: 'scheduled' },
  ),
  'payout.reversed': about(
    'A completed payout came back; what it paid is owed again.',
    {},
    { ...completed, state: 'reversed', previous_state: 'completed', reason: 'returned_by_bank' },
  ),
};
