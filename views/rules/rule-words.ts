import type { z } from 'zod';
import type { RuleView } from '../../src/rules/rule.view.ts';
import { amountText } from '../components/amount.tsx';

export type Rule = z.output<typeof RuleView>;

/** What rules are for is called: ids of partners, groups and tiers by their names. */
export type ScopeNames = ReadonlyMap<string, string>;

/** `20 % of every purchase, for partners of “Gold”, for 12 months, at most USD 50.00` */
export const ruleWords = (rule: Rule, names: ScopeNames, currency: string): string =>
  [termsWords(rule), scopeWords(rule, names), ...limitWords(rule, currency)].join(', ');

export const termsWords = (
  rule: Pick<Rule, 'kind' | 'basis_points' | 'amount' | 'currency' | 'on'>,
): string =>
  rule.kind === 'percent'
    ? `${percentText(rule.basis_points ?? 0)} of every ${rule.on.replaceAll('_', ' ')}`
    : `${amountText(rule.amount ?? 0, rule.currency ?? '')} for every ${rule.on.replaceAll('_', ' ')}`;

export const percentText = (basisPoints: number): string => `${basisPoints / 100}\u00a0%`;

export const scopeWords = ({ scope }: Pick<Rule, 'scope'>, names: ScopeNames): string => {
  const of = (id: string) => `“${names.get(id) ?? id}”`;
  const audience = scope.partner_id
    ? `for ${of(scope.partner_id)} alone`
    : scope.tier_id
      ? `for partners in the tier ${of(scope.tier_id)}`
      : scope.group_id
        ? `for partners of ${of(scope.group_id)}`
        : 'for all partners';
  return scope.product_id ? `${audience}, with the product “${scope.product_id}”` : audience;
};

const limitWords = (
  { max_months: months, max_count: count, cap }: Pick<Rule, 'max_months' | 'max_count' | 'cap'>,
  currency: string,
): string[] => [
  ...(months === null ? [] : [`for ${months} ${months === 1 ? 'month' : 'months'} of a customer`]),
  ...(count === null ? [] : [count === 1 ? 'once per customer' : `${count} times per customer`]),
  ...(cap === null ? [] : [`at most ${amountText(cap, currency)} each time`]),
];

/** The place of a rule among all, the most particular first: as they are chosen. */
export const precedenceOf = ({ scope }: Pick<Rule, 'scope'>): number => {
  const audience = scope.partner_id ? 0 : scope.tier_id ? 2 : scope.group_id ? 4 : 6;
  return audience + (scope.product_id ? 0 : 1);
};

export const precedenceNames: readonly string[] = [
  'A partner and a product',
  'A partner',
  'A tier and a product',
  'A tier',
  'A group and a product',
  'A group',
  'A product',
  'The whole program',
];
