import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { amountView, currencyView, idView, isoTime, toIsoOrNull } from '../http/views.ts';
import type { Rule } from '../rules/rule.ts';
import { RuleTermsView, toRuleTermsView } from '../rules/rule.view.ts';
import { CapsView, toCapsView } from './caps.body.ts';
import {
  approvalModes,
  attributionModels,
  attributionPolicies,
  conversionReviews,
  type Program,
  programModes,
} from './program.ts';

export const ProgramView = z
  .strictObject({
    id: idView('prg'),
    name: z.string(),
    mode: z.enum(programModes),
    currency: currencyView,
    time_zone: z.string(),
    hold_days: z.int(),
    window_days: z.int(),
    attribution_policy: z.enum(attributionPolicies),
    attribution_model: z.enum(attributionModels),
    coupon_overrides_referral: z.boolean(),
    referral_days: z.int().nullable(),
    new_customers_only: z.boolean(),
    conversion_review: z.enum(conversionReviews),
    approval: z.enum(approvalModes),
    partner_approval: z.enum(approvalModes),
    payout_threshold: amountView,
    payout_approvals: z.union([z.literal(1), z.literal(2)]),
    caps: CapsView,
    converts_currencies: z.boolean(),
    allowed_hosts: z.array(z.string()),
    click_id_parameter: z.string(),
    cookie_domain: z.string().nullable(),
    base_includes_tax: z.boolean(),
    base_includes_shipping: z.boolean(),
    publishable_key: z.string().meta({
      description: 'Public; the browser snippet sends it. It allows recording clicks and nothing else.',
    }),
    default_rule: RuleTermsView.extend({ id: idView('rul'), version: z.int() })
      .nullable()
      .meta({
        description:
          'What a purchase earns when no more particular rule fits; change it as a commission rule.',
      }),
    created_at: isoTime,
    updated_at: isoTime,
    archived_at: isoTime.nullable(),
  })
  .meta({ id: 'Program' });

export const toProgramView = (
  program: Program,
  defaultRule: Rule | undefined,
): z.input<typeof ProgramView> => ({
  id: program.id,
  name: program.name,
  mode: program.mode,
  currency: program.currency,
  time_zone: program.timeZone,
  hold_days: program.holdDays,
  window_days: program.windowDays,
  attribution_policy: program.attributionPolicy,
  attribution_model: program.attributionModel,
  coupon_overrides_referral: program.couponOverridesReferral,
  referral_days: program.referralDays,
  new_customers_only: program.newCustomersOnly,
  conversion_review: program.conversionReview,
  approval: program.approval,
  partner_approval: program.partnerApproval,
  payout_threshold: program.payoutThresholdMinor,
  payout_approvals: program.payoutApprovals,
  caps: toCapsView(program.caps),
  converts_currencies: program.convertsCurrencies,
  allowed_hosts: [...program.allowedHosts],
  click_id_parameter: program.clickIdParameter,
  cookie_domain: program.cookieDomain,
  base_includes_tax: program.baseIncludesTax,
  base_includes_shipping: program.baseIncludesShipping,
  publishable_key: program.publishableKey,
  default_rule: defaultRule
    ? { id: defaultRule.id, version: defaultRule.version, ...toRuleTermsView(defaultRule.terms) }
    : null,
  created_at: toIso(program.createdAt),
  updated_at: toIso(program.updatedAt),
  archived_at: toIsoOrNull(program.archivedAt),
});
