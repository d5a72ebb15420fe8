import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { amountView, currencyView, idView, isoTime, toIsoOrNull } from '../http/views.ts';
import type { Rule, RuleTerms } from './rule.ts';

export const RuleTermsView = z.strictObject({
  kind: z.enum(['percent', 'flat']),
  basis_points: z
    .int()
    .optional()
    .meta({ description: 'Hundredths of a percent; present for percent.', examples: [2_000] }),
  amount: amountView.optional().meta({ description: 'Minor units of `currency`; present for flat.' }),
  currency: currencyView.optional().meta({ description: 'Present for flat.' }),
});

export const RuleView = z
  .strictObject({
    id: idView('rul'),
    version: z
      .int()
      .meta({ description: 'Grows by one with each change; commissions name the version they used.' }),
    program_id: idView('prg'),
    ...RuleTermsView.shape,
    on: z.string().meta({ description: 'The type of conversion that it pays for.' }),
    scope: z.strictObject({
      partner_id: idView('prt').optional(),
      tier_id: idView('tir').optional(),
      group_id: idView('grp').optional(),
      product_id: z.string().optional(),
    }),
    max_months: z.int().nullable(),
    max_count: z.int().nullable(),
    cap: amountView
      .nullable()
      .meta({ description: 'The most one commission may be, in the program currency.' }),
    priority: z.int(),
    state: z.enum(['in_force', 'superseded', 'retired']),
    created_at: isoTime.meta({ description: 'When this version was made.' }),
    superseded_at: isoTime.nullable(),
    archived_at: isoTime.nullable(),
  })
  .meta({ id: 'CommissionRule' });

export const toRuleView = (rule: Rule): z.input<typeof RuleView> => ({
  id: rule.id,
  version: rule.version,
  program_id: rule.programId,
  ...toRuleTermsView(rule.terms),
  on: rule.appliesTo,
  scope: {
    ...(rule.scope.partnerId !== null && { partner_id: rule.scope.partnerId }),
    ...(rule.scope.tierId !== null && { tier_id: rule.scope.tierId }),
    ...(rule.scope.groupId !== null && { group_id: rule.scope.groupId }),
    ...(rule.scope.productId !== null && { product_id: rule.scope.productId }),
  },
  max_months: rule.maxMonths,
  max_count: rule.maxCount,
  cap: rule.cap?.minor ?? null,
  priority: rule.priority,
  state: stateOf(rule),
  created_at: toIso(rule.createdAt),
  superseded_at: toIsoOrNull(rule.supersededAt),
  archived_at: toIsoOrNull(rule.archivedAt),
});

export const toRuleTermsView = (terms: RuleTerms): z.input<typeof RuleTermsView> =>
  terms.kind === 'percent'
    ? { kind: 'percent', basis_points: terms.basisPoints }
    : { kind: 'flat', amount: terms.amount.minor, currency: terms.amount.currency };

const stateOf = (rule: Rule): 'in_force' | 'superseded' | 'retired' => {
  if (rule.archivedAt !== null) return 'retired';
  return rule.supersededAt === null ? 'in_force' : 'superseded';
};
