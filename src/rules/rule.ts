import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import type { Id, PartnerId, ProgramId, RuleId, TierId } from '../core/ids.ts';
import type { Money } from '../core/money.ts';

/** What a rule pays: a share of the base, or the same amount each time. */
export type RuleTerms =
  | { readonly kind: 'percent'; readonly basisPoints: number }
  | { readonly kind: 'flat'; readonly amount: Money };

/** Whom and what a rule is for; at most one of partner, tier and group. All null: the whole program. */
export interface RuleScope {
  readonly partnerId: PartnerId | null;
  readonly tierId: TierId | null;
  readonly groupId: Id<'grp'> | null;
  readonly productId: string | null;
}

/** One version of a rule. A version never changes; a change makes the next one. */
export interface Rule {
  readonly id: RuleId;
  readonly version: number;
  readonly programId: ProgramId;
  /** The program's: flat amounts and caps are in it. */
  readonly currency: Currency;
  readonly terms: RuleTerms;
  /** The type of conversion that it pays for: `purchase`, `signup` or the program's own word. */
  readonly appliesTo: string;
  readonly scope: RuleScope;
  /** Calendar months, from the customer's first qualified purchase, for which it pays; null for ever. */
  readonly maxMonths: number | null;
  /** How many conversions of one customer it pays for; null for all. */
  readonly maxCount: number | null;
  /** The most that one commission may be, in the program's currency. */
  readonly cap: Money | null;
  /** Among rules of equal precedence the higher one wins. */
  readonly priority: number;
  /** When this version was made. */
  readonly createdAt: Instant;
  /** When a newer version took its place or the rule was retired; null while it is in force. */
  readonly supersededAt: Instant | null;
  /** When the rule was retired. */
  readonly archivedAt: Instant | null;
}

/** What one who makes a rule says; the rest follows. */
export type NewRule = Omit<Rule, 'id' | 'version' | 'createdAt' | 'supersededAt' | 'archivedAt'>;

/** What the next version of a rule may have otherwise. */
export type RuleChange = Partial<Pick<Rule, 'terms' | 'maxMonths' | 'maxCount' | 'cap' | 'priority'>>;

export const programScope: RuleScope = { partnerId: null, tierId: null, groupId: null, productId: null };

/** What a line of a conversion is, for choosing its rule. */
export interface RuleFacts {
  readonly partnerId: PartnerId | null;
  readonly tierId: TierId | null;
  readonly groupId: Id<'grp'> | null;
  readonly productId: string | null;
}

/**
 * The one rule that pays a line: partner and product, partner, tier and product, tier, group and product, group,
 * product, program; among equals the higher priority, then the newest version.
 *
 * @param rules those in force for the type of the conversion
 */
export const chooseRule = (rules: readonly Rule[], facts: RuleFacts): Rule | undefined => {
  let best: Rule | undefined;
  for (const rule of rules) {
    if (fits(rule.scope, facts) && (best === undefined || outranks(rule, best))) best = rule;
  }
  return best;
};

/** What a program pays when nothing more particular fits. */
export const chooseDefaultRule = (rules: readonly Rule[]): Rule | undefined =>
  chooseRule(rules, { partnerId: null, tierId: null, groupId: null, productId: null });

const fits = (scope: RuleScope, facts: RuleFacts): boolean =>
  (scope.partnerId === null || scope.partnerId === facts.partnerId) &&
  (scope.tierId === null || scope.tierId === facts.tierId) &&
  (scope.groupId === null || scope.groupId === facts.groupId) &&
  (scope.productId === null || scope.productId === facts.productId);

const outranks = (rule: Rule, other: Rule): boolean => {
  const difference =
    precedence(rule.scope) - precedence(other.scope) ||
    rule.priority - other.priority ||
    rule.createdAt - other.createdAt;
  // Ids sort in the order they were made, so rules of the same instant have an order too.
  return difference === 0 ? rule.id > other.id : difference > 0;
};

/** Higher is more particular. A product refines a scope, but never lifts it over the next one. */
const precedence = (scope: RuleScope): number => audience(scope) * 2 + (scope.productId === null ? 0 : 1);

const audience = (scope: RuleScope): number => {
  if (scope.partnerId !== null) return 3;
  if (scope.tierId !== null) return 2;
  return scope.groupId === null ? 0 : 1;
};
