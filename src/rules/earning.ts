import { type Money, money, share, zero } from '../core/money.ts';
import type { Rule } from './rule.ts';

/** Why a commission is less than the rate says. */
export const earningReasons = ['cap_reached', 'no_rate', 'recurring_stopped'] as const;
export type EarningReason = (typeof earningReasons)[number];

export interface Earning {
  /** In the currency of the base. */
  readonly amount: Money;
  /** Null when the rate alone decided. */
  readonly reason: EarningReason | null;
}

/** How amounts of the program's currency are told in that of a sale. */
export interface SaleRate {
  /** The amount itself, rounded once. */
  amount(of: Money): Money;
  /** The most that is worth no more than it. */
  limit(of: Money): Money;
}

/**
 * What a rule pays for a base, rounded once. A flat amount or a cap is in the program's currency: for a base in
 * another currency it needs a rate, and without one nothing is earned. A cap cuts to what remains of it.
 *
 * @param base of one line, never negative
 * @param rate between the program's currency and that of the base; undefined when none is stored or needed
 */
export const earn = (rule: Pick<Rule, 'terms' | 'cap'>, base: Money, rate?: SaleRate): Earning => {
  if (rate === undefined && needsRate(rule, base)) return nothingFor(base, 'no_rate');
  const isOther = (amount: Money) => amount.currency !== base.currency;
  const { terms, cap } = rule;
  const inSale = (amount: Money) => (rate && isOther(amount) ? rate.amount(amount) : amount);
  const earned = terms.kind === 'flat' ? inSale(terms.amount) : share(base, terms.basisPoints);
  if (cap === null) return { amount: earned, reason: null };
  return cutTo({ amount: earned, reason: null }, rate && isOther(cap) ? rate.limit(cap) : cap);
};

/** Whether a rule says something about a base in the program's currency that is not the base's. */
export const needsRate = ({ terms, cap }: Pick<Rule, 'terms' | 'cap'>, { currency }: Money): boolean =>
  (terms.kind === 'flat' && terms.amount.currency !== currency) ||
  (cap !== null && cap.currency !== currency);

/** An earning that a limit allows: all of it, or what remains with the reason. */
export const cutTo = (earning: Earning, limit: Money): Earning =>
  earning.amount.minor <= limit.minor
    ? earning
    : { amount: money(limit.minor, earning.amount.currency), reason: 'cap_reached' };

export const nothingFor = (base: Money, reason: EarningReason): Earning => ({
  amount: zero(base.currency),
  reason,
});
