import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { currencyView, idView, isoTime, toIsoOrNull } from '../http/views.ts';
import { type Balance, unpaid } from '../ledger/ledger.ts';
import {
  type Partner,
  type PartnerState,
  partnerReasons,
  partnerSources,
  partnerTransitions,
} from './partner.ts';

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

const minor = z.int().describe('Minor units of the currency; may be negative after clawbacks.');

export const ListedPartnerView = PartnerView.extend({
  group_name: z.string().nullable(),
  tier_name: z.string().nullable(),
  balances: z
    .array(
      z.strictObject({
        currency: currencyView,
        earned: minor.describe('All that was earned so far, paid or not.'),
        balance: minor.describe('Everything earned and not paid yet.'),
      }),
    )
    .describe('One for each currency they have earned in; never added up.'),
}).meta({ id: 'ListedPartner' });

/** What is known of a partner elsewhere, for lists of them. */
export interface PartnerSurroundings {
  readonly groupName: string | undefined;
  readonly tierName: string | undefined;
  readonly balances: readonly Balance[];
}

export const toListedPartnerView = (
  partner: Partner,
  { groupName, tierName, balances }: PartnerSurroundings,
): z.input<typeof ListedPartnerView> => ({
  ...toPartnerView(partner),
  group_name: groupName ?? null,
  tier_name: tierName ?? null,
  balances: balances.map((balance) => ({
    currency: balance.currency,
    earned: unpaid(balance) + balance.paid,
    balance: unpaid(balance),
  })),
});

const count = z.int().min(0);

export const PartnerSummaryView = z
  .strictObject({
    states: z.strictObject(
      Object.fromEntries(partnerTransitions.states.map((state) => [state, count])) as Record<
        PartnerState,
        typeof count
      >,
    ),
    total: count.describe('All of them, without those who were anonymised.'),
  })
  .meta({ id: 'PartnerSummary' });

export const toPartnerSummaryView = (
  counts: ReadonlyMap<PartnerState, number>,
): z.input<typeof PartnerSummaryView> => ({
  states: Object.fromEntries(
    partnerTransitions.states.map((state) => [state, counts.get(state) ?? 0]),
  ) as Record<PartnerState, number>,
  total: [...counts.values()].reduce((sum, each) => sum + each, 0),
});
