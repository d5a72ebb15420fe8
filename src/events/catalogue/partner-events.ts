import { z } from 'zod';
import { defineEvent, type EventDefinition } from '../event-definition.ts';
import { exampleIds, examplePartner, exampleTimes } from './examples.ts';
import { changes, country, instant, partnerId, programId, publicId, reason } from './fields.ts';

const partnerState = z.enum([
  'invited',
  'pending',
  'approved',
  'declined',
  'rejected',
  'suspended',
  'terminated',
]);

const promoCode = z.object({
  id: publicId('pro', 'promo code'),
  code: z.string(),
  coupon_id: z.string().nullable(),
  discount_type: z.string().nullable(),
  discount_value: z.string().nullable(),
  duration: z.string().nullable(),
  created_at: instant,
});

const partner = z.object({
  id: partnerId,
  program_id: programId,
  name: z.string(),
  email: z.string().nullable().describe('Null once the person was anonymised.'),
  code: z.string().describe('The referral code.'),
  state: partnerState,
  previous_state: partnerState.optional().describe('Present when the event is about a move.'),
  source: z.enum(['invite', 'marketplace', 'direct']),
  group_id: publicId('grp', 'group').nullable(),
  country,
  onboarding_completed: z.boolean(),
  email_confirmed: z.boolean(),
  promo_codes: z.array(promoCode),
  reason,
  created_at: instant,
  updated_at: instant,
});

const example: z.output<typeof partner> = {
  ...examplePartner,
  program_id: exampleIds.program,
  state: 'approved',
  source: 'invite',
  group_id: exampleIds.group,
  country: 'DE',
  onboarding_completed: true,
  email_confirmed: true,
  promo_codes: [
    {
      id: exampleIds.promoCode,
      code: 'WELCOME10',
      coupon_id: 'coupon_42',
      discount_type: 'percent',
      discount_value: '10.00',
      duration: 'once',
      created_at: exampleTimes.joined,
    },
  ],
  created_at: exampleTimes.joined,
  updated_at: exampleTimes.joined,
};

const about = (
  meaning: string,
  aliases: EventDefinition['aliases'],
  shown: Partial<z.output<typeof partner>>,
) => defineEvent({ version: 1, meaning, aliases, data: partner, example: { ...example, ...shown } });

export const partnerEvents = {
  'partner.registered': about(
    'A partner became pending or approved for the first time; an invitation alone fires nothing.',
    { affiliatebase: 'affiliate.created', affonso: 'affiliate.created', track360: 'partner.registered' },
    { state: 'pending', onboarding_completed: false, email_confirmed: false, promo_codes: [] },
  ),
  'partner.confirmed': about(
    'For the first time the partner’s email is confirmed and the onboarding complete.',
    { affonso: 'affiliate.confirmed' },
    {},
  ),
  'partner.approved': about(
    'The partner moved to approved, reinstatement included.',
    { affiliatebase: 'affiliate.approved', track360: 'partner.approved' },
    { previous_state: 'pending' },
  ),
  'partner.rejected': about(
    'The application of the partner was rejected.',
    {},
    { state: 'rejected', previous_state: 'pending', reason: 'incomplete_profile' },
  ),
  'partner.suspended': about(
    'The partner was suspended: links still redirect, nothing new is credited, payouts are frozen.',
    { track360: 'partner.suspended' },
    { state: 'suspended', previous_state: 'approved', reason: 'compliance' },
  ),
  'partner.terminated': about(
    'The partner was removed from the program; what is due is still paid.',
    { track360: 'partner.terminated' },
    { state: 'terminated', previous_state: 'suspended', reason: 'terms_violated' },
  ),
  'partner.updated': defineEvent({
    version: 1,
    meaning:
      'Profile, group, promo code or state of the partner changed after the insert; once per commit, after the specific event.',
    aliases: { affonso: 'affiliate.updated' },
    data: partner.extend({ changes }),
    example: { ...example, changes: { country: { from: null, to: 'DE' } } },
  }),
  'partner.deleted': about(
    'The person behind the partner was anonymised; the money rows stay.',
    { affonso: 'affiliate.deleted' },
    { state: 'terminated', name: 'Deleted partner', email: null, promo_codes: [] },
  ),
};
