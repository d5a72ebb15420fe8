import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { type Money, maxAmountMinor } from '../../src/core/money.ts';
import { earn } from '../../src/rules/earning.ts';
import type { RuleTerms } from '../../src/rules/rule.ts';
import { eur, flat, percent, usd } from './rule-examples.ts';

interface Case {
  readonly name: string;
  readonly terms: RuleTerms;
  readonly cap?: Money;
  readonly base: Money;
  readonly amount: Money;
  readonly reason?: 'cap_reached' | 'no_rate';
}

/** Worked out by hand. */
const cases: readonly Case[] = [
  { name: '20 % of 100.00', terms: percent(2_000), base: usd(10_000), amount: usd(2_000) },
  // 49.99 x 30 % = 14.997
  { name: '30 % of 49.99, rounded up', terms: percent(3_000), base: usd(4_999), amount: usd(1_500) },
  // 0.01 x 49.99 % = 0.004999
  { name: 'less than half a cent', terms: percent(4_999), base: usd(1), amount: usd(0) },
  // 0.01 x 50 % = 0.005
  { name: 'half a cent, away from zero', terms: percent(5_000), base: usd(1), amount: usd(1) },
  // 199.00 x 12.5 % = 24.875
  { name: '12.5 % of 199.00', terms: percent(1_250), base: usd(19_900), amount: usd(2_488) },
  { name: 'everything', terms: percent(10_000), base: usd(12_345), amount: usd(12_345) },
  { name: 'nothing', terms: percent(0), base: usd(12_345), amount: usd(0) },
  // 10^15 x 33.33 % = 333 300 000 000 000
  {
    name: 'the largest base',
    terms: percent(3_333),
    base: usd(maxAmountMinor),
    amount: usd(333_300_000_000_000),
  },
  { name: 'a flat amount', terms: flat(usd(2_500)), base: usd(100), amount: usd(2_500) },
  { name: 'a flat amount for a signup', terms: flat(usd(500)), base: usd(0), amount: usd(500) },
  { name: 'below its cap', terms: percent(2_000), cap: usd(2_001), base: usd(10_000), amount: usd(2_000) },
  { name: 'exactly its cap', terms: percent(2_000), cap: usd(2_000), base: usd(10_000), amount: usd(2_000) },
  {
    name: 'above its cap',
    terms: percent(2_000),
    cap: usd(1_500),
    base: usd(10_000),
    amount: usd(1_500),
    reason: 'cap_reached',
  },
  {
    name: 'above a cap of nothing',
    terms: flat(usd(100)),
    cap: usd(0),
    base: usd(10_000),
    amount: usd(0),
    reason: 'cap_reached',
  },
  { name: 'a percentage of another currency', terms: percent(1_000), base: eur(10_000), amount: eur(1_000) },
  {
    name: 'a flat amount without a rate',
    terms: flat(usd(2_500)),
    base: eur(10_000),
    amount: eur(0),
    reason: 'no_rate',
  },
  {
    name: 'a cap without a rate',
    terms: percent(1_000),
    cap: usd(5_000),
    base: eur(10_000),
    amount: eur(0),
    reason: 'no_rate',
  },
];

describe('what a rule pays', () => {
  test.each(cases)('$name', ({ terms, cap = null, base, amount, reason = null }) => {
    expect(earn({ terms, cap }, base)).toEqual({ amount, reason });
  });

  test('is in the currency of the sale when a rate is known', () => {
    const toHalf = (amount: Money) => eur(amount.minor / 2);
    const half = { amount: toHalf, limit: toHalf };
    expect(earn({ terms: flat(usd(3_000)), cap: null }, eur(10_000), half)).toEqual({
      amount: eur(1_500),
      reason: null,
    });
    expect(earn({ terms: percent(5_000), cap: usd(3_000) }, eur(10_000), half)).toEqual({
      amount: eur(1_500),
      reason: 'cap_reached',
    });
  });

  const amounts = fc.integer({ min: 0, max: maxAmountMinor });
  const rates = fc.integer({ min: 0, max: 10_000 });

  test('is never negative, never above the base at a percentage, never above the cap', () => {
    fc.assert(
      fc.property(amounts, rates, fc.option(amounts), (base, basisPoints, cap) => {
        const { amount } = earn(
          { terms: percent(basisPoints), cap: cap === null ? null : usd(cap) },
          usd(base),
        );
        expect(amount.minor).toBeGreaterThanOrEqual(0);
        expect(amount.minor).toBeLessThanOrEqual(Math.min(base, cap ?? base));
      }),
    );
  });

  test('is within half a minor unit of the exact share', () => {
    fc.assert(
      fc.property(amounts, rates, (base, basisPoints) => {
        const { amount } = earn({ terms: percent(basisPoints), cap: null }, usd(base));
        const error = BigInt(amount.minor) * 10_000n - BigInt(base) * BigInt(basisPoints);
        expect(error <= 5_000n && error > -5_000n).toBe(true);
      }),
    );
  });

  test('never shrinks when the base grows', () => {
    fc.assert(
      fc.property(amounts, amounts, rates, (one, other, basisPoints) => {
        const terms = { terms: percent(basisPoints), cap: null };
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        expect(earn(terms, usd(less)).amount.minor).toBeLessThanOrEqual(earn(terms, usd(more)).amount.minor);
      }),
    );
  });
});
