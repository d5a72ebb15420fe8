import type { Currency } from '../../src/core/currencies.ts';
import type { PartnerId, ProgramId, RuleId } from '../../src/core/ids.ts';
import { type Money, money } from '../../src/core/money.ts';
import { programScope, type Rule, type RuleScope, type RuleTerms } from '../../src/rules/rule.ts';

export const usd = (minor: number): Money => money(minor, 'USD' as Currency);
export const eur = (minor: number): Money => money(minor, 'EUR' as Currency);

export const percent = (basisPoints: number): RuleTerms => ({ kind: 'percent', basisPoints });
export const flat = (amount: Money): RuleTerms => ({ kind: 'flat', amount });

/** Jane is in the gold tier of the group of creators. */
export const jane = {
  partnerId: 'prt_jane' as PartnerId,
  tierId: 'tir_gold',
  groupId: 'grp_creators',
  productId: null,
} as const;

/** A rule for the whole program that pays 20 %, unless said otherwise. */
export const rule = (
  id: string,
  fields: Partial<Omit<Rule, 'scope'>> & { scope?: Partial<RuleScope> } = {},
): Rule => ({
  id: `rul_${id}` as RuleId,
  version: 1,
  programId: 'prg_acme' as ProgramId,
  currency: 'USD' as Currency,
  terms: percent(2_000),
  appliesTo: 'purchase',
  maxMonths: null,
  maxCount: null,
  cap: null,
  priority: 0,
  createdAt: 0,
  supersededAt: null,
  archivedAt: null,
  ...fields,
  scope: { ...programScope, ...fields.scope },
});
