import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { idView, isoTime, toIsoOrNull } from '../http/views.ts';
import { type Partner, partnerReasons, partnerSources, partnerTransitions } from './partner.ts';

export const PartnerView = z
  .strictObject({
    id: idView('prt'),
    program_id: idView('prg'),
    email: z.string().nullable(),
    name: z.string(),
    country: z.string().nullable(),
    code: z.string().meta({ description: 'The referral code, as in `?partner=` and in tracking requests.' }),
    state: z.enum(partnerTransitions.states),
    state_reason: z.enum(partnerReasons).nullable(),
    state_note: z.string().nullable(),
    group_id: idView('grp').nullable(),
    tier_id: idView('tir').nullable().meta({ description: 'The tier of the group that they are in now.' }),
    source: z.enum(partnerSources),
    email_confirmed: z.boolean(),
    onboarding_completed: z.boolean(),
    registered_at: isoTime.nullable().meta({ description: 'First time pending or approved.' }),
    approved_at: isoTime.nullable().meta({ description: 'Last time approved.' }),
    created_at: isoTime,
    updated_at: isoTime,
  })
  .meta({ id: 'Partner' });

export const toPartnerView = (partner: Partner): z.input<typeof PartnerView> => ({
  id: partner.id,
  program_id: partner.programId,
  email: partner.email,
  name: partner.name,
  country: partner.country,
  code: partner.code,
  state: partner.state,
  state_reason: partner.stateReason,
  state_note: partner.stateNote,
  group_id: partner.groupId,
  tier_id: partner.tierId,
  source: partner.source,
  email_confirmed: partner.emailConfirmedAt !== null,
  onboarding_completed: partner.onboardedAt !== null,
  registered_at: toIsoOrNull(partner.registeredAt),
  approved_at: toIsoOrNull(partner.approvedAt),
  created_at: toIso(partner.createdAt),
  updated_at: toIso(partner.updatedAt),
});
