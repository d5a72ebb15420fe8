import { type Money, money, share, zero } from '../core/money.ts';
import type { Rule } from './rule.ts';

/** Why a commission is less than the rate says. */
export const earningReasons = ['cap_reached', 'no_rate'] as const;
export type EarningReason = (typeof earningReasons)[number];

export interface Earning {
  /** In the currency of the base. */
  readonly amount: Money;
  /** Null when the rate alone decided. */
  readonly reason: EarningReason | null;
}

/** An amount of the program's currency in that of the sale; undefined when no rate is stored. */
export type Convert = (amount: Money) => Money | undefined;

/**
 * What a rule pays for a base, rounded once. A flat amount or a cap is in the program's currency: for a base in
 * another currency it needs a rate, and without one nothing is earned. A cap cuts to what remains of it.
 *
 * @param base of one line, never negative
 * @param convert turns the program's currency into that of the base; by default no rate is known
 */
export const earn = (rule: Pick<Rule, 'terms' | 'cap'>, base: Money, convert: Convert = noRate): Earning => {
  const inBaseCurrency = (amount: Money) => (amount.currency === base.currency ? amount : convert(amount));
  const earned =
    rule.terms.kind === 'flat' ? inBaseCurrency(rule.terms.amount) : share(base, rule.terms.basisPoints);
  const cap = rule.cap === null ? null : inBaseCurrency(rule.cap);
  if (earned === undefined || cap === undefined) return { amount: zero(base.currency), reason: 'no_rate' };
  if (cap === null || earned.minor <= cap.minor) return { amount: earned, reason: null };
  return { amount: money(cap.minor, base.currency), reason: 'cap_reached' };
};

const noRate: Convert = () => undefined;
