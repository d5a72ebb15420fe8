import { z } from 'zod';
import { attributionMethods } from '../attribution/attribution.ts';
import { CandidateView, toCandidateView } from '../conversions/conversion.view.ts';
import { toIso } from '../core/clock.ts';
import { idView, isoTime, toIsoOrNull } from '../http/views.ts';
import { type Referral, referralTransitions } from './referral.ts';

export const ReferralView = z
  .strictObject({
    id: idView('ref'),
    program_id: idView('prg'),
    customer_id: idView('cus'),
    partner_id: idView('prt'),
    state: z.enum(referralTransitions.states),
    method: z.enum(attributionMethods),
    click_id: idView('clk').nullable(),
    promo_code_id: idView('pro').nullable(),
    evidence: z
      .record(z.string(), z.unknown())
      .meta({ description: 'What the decision rested on, copied at that moment; it never changes.' }),
    candidates: z.array(CandidateView),
    policy: z
      .record(z.string(), z.unknown())
      .meta({ description: "The program's rules of attribution as they stood at that moment." }),
    decided_at: isoTime,
    converted_at: isoTime.nullable().meta({ description: 'First qualified purchase.' }),
    expires_at: isoTime.nullable().meta({ description: 'From then on it binds the customer no more.' }),
    updated_at: isoTime,
  })
  .meta({ id: 'Referral' });

export const toReferralView = (referral: Referral): z.input<typeof ReferralView> => ({
  id: referral.id,
  program_id: referral.programId,
  customer_id: referral.customerId,
  partner_id: referral.partnerId,
  state: referral.state,
  method: referral.method,
  click_id: referral.clickId,
  promo_code_id: referral.promoCodeId,
  evidence: inSnakeCase(referral.evidence),
  candidates: referral.candidates.map(toCandidateView),
  policy: inSnakeCase(referral.policy),
  decided_at: toIso(referral.decidedAt),
  converted_at: toIsoOrNull(referral.convertedAt),
  expires_at: toIsoOrNull(referral.expiresAt),
  updated_at: toIso(referral.updatedAt),
});

export const ListedReferralView = ReferralView.extend({
  partner_name: z.string(),
  customer: z.strictObject({
    external_id: z.string().nullable().describe("The merchant's own id."),
    name: z.string().nullable(),
  }),
  recurring_stopped_at: isoTime
    .nullable()
    .describe('When the customer canceled: from then on rules that pay again and again pay nothing.'),
}).meta({ id: 'ListedReferral' });

export const toListedReferralView = (
  referral: Referral,
  names: { readonly partner: string | undefined; readonly customer: CustomerName | undefined },
): z.input<typeof ListedReferralView> => ({
  ...toReferralView(referral),
  partner_name: names.partner ?? '',
  customer: { external_id: names.customer?.externalId ?? null, name: names.customer?.name ?? null },
  recurring_stopped_at: toIsoOrNull(referral.recurringStoppedAt),
});

/** Whom a customer is known as. */
interface CustomerName {
  readonly externalId: string | null;
  readonly name: string | null;
}

/** Copied facts are stored under our own names; callers read the names that everything else here has. */
const inSnakeCase = (facts: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      isRecord(value) ? inSnakeCase(value) : value,
    ]),
  );

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
