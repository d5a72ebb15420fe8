import { z } from 'zod';
import type { Currency } from '../core/currencies.ts';
import { invalidField } from '../core/errors.ts';
import { given } from '../core/given.ts';
import type { ProgramId } from '../core/ids.ts';
import { money } from '../core/money.ts';
import { amount, id, reference } from '../http/fields.ts';
import { type NewRule, programScope, type Rule, type RuleChange, type RuleTerms } from './rule.ts';

const basisPoints = z
  .int('must be a whole number of basis points')
  .min(0, 'must not be negative')
  .max(10_000, 'may be at most 10000, which is 100 %')
  .meta({ description: 'Hundredths of a percent: 2000 is 20 %.', examples: [2_000] });

const flatAmount = amount.meta({ description: 'Minor units of the program currency, for each conversion.' });

const percentTerms = { kind: z.literal('percent'), basis_points: basisPoints };
const flatTerms = { kind: z.literal('flat'), amount: flatAmount };

/** What a rule pays, as a body says it. */
export const RuleTermsBody = z.discriminatedUnion('kind', [
  z.strictObject(percentTerms),
  z.strictObject(flatTerms),
]);

export const toTerms = (body: z.output<typeof RuleTermsBody>, currency: Currency): RuleTerms =>
  body.kind === 'percent'
    ? { kind: 'percent', basisPoints: body.basis_points }
    : { kind: 'flat', amount: money(body.amount, currency) };

/** `purchase`, `signup` or the program's own word. */
export const conversionType = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,39}$/,
    'must be a type of conversion: a small letter, then up to 39 small letters, digits or _',
  );

const count = (what: string, most: number) =>
  z.int(`must be a whole number of ${what}`).min(1, 'must be at least 1').max(most, `may be at most ${most}`);

const limits = {
  max_months: count('months', 1_200).nullable().optional().meta({
    description: 'Calendar months from the first qualified purchase for which it pays; null for ever.',
  }),
  max_count: count('conversions', 1_000_000)
    .nullable()
    .optional()
    .meta({ description: 'Conversions of one customer for which it pays; null for all.' }),
  cap: amount
    .nullable()
    .optional()
    .meta({ description: 'The most one commission may be, in minor units of the program currency.' }),
  priority: z
    .int('must be a whole number')
    .min(-1_000, 'must be at least -1000')
    .max(1_000, 'may be at most 1000')
    .optional()
    .meta({ description: 'Among rules of equal precedence the higher one wins. Default 0.' }),
};

const RuleScopeBody = z
  .strictObject({
    partner_id: id('prt').optional(),
    tier_id: id('tir').optional(),
    group_id: id('grp').optional(),
    product_id: reference(255).optional(),
  })
  .refine(
    (scope) =>
      [scope.partner_id, scope.tier_id, scope.group_id].filter((part) => part !== undefined).length <= 1,
    'may name one of partner_id, tier_id and group_id, not several',
  )
  .meta({
    description: 'Whom and what it is for: one of partner, tier and group, with or without a product.',
  });

const newRuleFields = {
  program_id: id('prg').optional(),
  scope: RuleScopeBody.optional(),
  on: conversionType
    .optional()
    .meta({ description: 'The type of conversion that it pays for. Default purchase.' }),
  ...limits,
};

export const NewRuleBody = z.discriminatedUnion('kind', [
  z.strictObject({ ...percentTerms, ...newRuleFields }),
  z.strictObject({ ...flatTerms, ...newRuleFields }),
]);

/** What the next version has otherwise; whom and what a rule is for stays. */
export const RuleChangeBody = z.strictObject({
  kind: z.enum(['percent', 'flat']).optional(),
  basis_points: basisPoints.optional(),
  amount: flatAmount.optional(),
  ...limits,
});

export const newRuleOf = (
  program: { readonly id: ProgramId; readonly currency: Currency },
  body: z.output<typeof NewRuleBody>,
): NewRule => ({
  programId: program.id,
  currency: program.currency,
  terms: toTerms(body, program.currency),
  appliesTo: body.on ?? 'purchase',
  scope: {
    ...programScope,
    ...given({
      partnerId: body.scope?.partner_id,
      tierId: body.scope?.tier_id,
      groupId: body.scope?.group_id,
      productId: body.scope?.product_id,
    }),
  },
  maxMonths: body.max_months ?? null,
  maxCount: body.max_count ?? null,
  cap: toCap(body.cap, program.currency) ?? null,
  priority: body.priority ?? 0,
});

/** @throws DomainError `invalid_request` when the terms do not fit the kind of the rule */
export const changeOf = (present: Rule, body: z.output<typeof RuleChangeBody>): RuleChange =>
  given({
    terms: nextTerms(present, body),
    maxMonths: body.max_months,
    maxCount: body.max_count,
    cap: toCap(body.cap, present.currency),
    priority: body.priority,
  });

const nextTerms = (present: Rule, body: z.output<typeof RuleChangeBody>): RuleTerms | undefined => {
  if (body.kind === undefined && body.basis_points === undefined && body.amount === undefined)
    return undefined;
  const kind = body.kind ?? present.terms.kind;
  if (kind === 'percent') {
    if (body.amount !== undefined)
      throw invalidField('amount', 'belongs to a rule of kind flat, not percent');
    const kept = present.terms.kind === 'percent' ? present.terms.basisPoints : undefined;
    const basisPoints = body.basis_points ?? kept;
    if (basisPoints === undefined) throw invalidField('basis_points', 'is required with kind percent');
    return { kind, basisPoints };
  }
  if (body.basis_points !== undefined) {
    throw invalidField('basis_points', 'belongs to a rule of kind percent, not flat');
  }
  const kept = present.terms.kind === 'flat' ? present.terms.amount.minor : undefined;
  const minor = body.amount ?? kept;
  if (minor === undefined) throw invalidField('amount', 'is required with kind flat');
  return { kind, amount: money(minor, present.currency) };
};

const toCap = (cap: number | null | undefined, currency: Currency) =>
  typeof cap === 'number' ? money(cap, currency) : cap;
