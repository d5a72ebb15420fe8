import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Currency } from '../../src/core/currencies.ts';
import type { PartnerId } from '../../src/core/ids.ts';
import { partnerTransitions } from '../../src/partners/partner.ts';
import { chooseItems, type DueItem, exclusionOf, minimumOf, sumOf } from '../../src/payouts/due.ts';
import { maxItems } from '../../src/payouts/payout.ts';

const usd = 'USD' as Currency;
const eur = 'EUR' as Currency;

const due = (earnedMinor: number, owedMinor = 0) => ({
  ...{ partnerId: 'prt_1' as PartnerId, currency: usd },
  ...{ earnedMinor, owedMinor, itemCount: 1, clawbackCount: 0 },
});

describe('what is due', () => {
  test.each([
    ['approved', 5_000, 0, 5_000, undefined],
    ['approved', 4_999, 0, 5_000, 'below_threshold'],
    ['approved', 6_000, -1_001, 5_000, 'below_threshold'],
    ['approved', 1, 0, 0, undefined],
    ['approved', 0, 0, 0, 'nothing_to_pay'],
    ['approved', 700, -700, 0, 'nothing_to_pay'],
    ['approved', 699, -700, 0, 'negative_balance'],
    ['suspended', 9_000, 0, 5_000, 'partner_suspended'],
    ['suspended', 0, -1, 5_000, 'partner_suspended'],
    ['terminated', 1, 0, 5_000, undefined],
    ['terminated', 1, -2, 5_000, 'negative_balance'],
  ] as const)(
    'to who is %s: %i earned, %i owed back, from %i on -> %s',
    (state, earned, owed, least, why) => {
      expect(exclusionOf(due(earned, owed), { state, deletedAt: null }, least)).toBe(why);
    },
  );

  test('is paid to who is approved or was terminated, and to nobody else', () => {
    const paid = partnerTransitions.states.filter(
      (state) => exclusionOf(due(100), { state, deletedAt: null }, 0) === undefined,
    );
    expect(paid).toEqual(['approved', 'terminated']);
  });

  test('is kept from who was deleted: nobody knows any more whom to pay', () => {
    expect(exclusionOf(due(100), { state: 'terminated', deletedAt: 1 }, 0)).toBe('partner_deleted');
  });

  test('has the threshold of the program in its currency alone, unless a minimum is given', () => {
    const program = { currency: usd, payoutThresholdMinor: 5_000 };
    expect(minimumOf({ minimums: {} }, program, usd)).toBe(5_000);
    expect(minimumOf({ minimums: {} }, program, eur)).toBe(0);
    expect(minimumOf({ minimums: { USD: 0, EUR: 70 } }, program, usd)).toBe(0);
    expect(minimumOf({ minimums: { USD: 0, EUR: 70 } }, program, eur)).toBe(70);
  });
});

/** What the store hands over of items that are in order of age. */
const choose = (amounts: readonly number[]): readonly DueItem[] | undefined => {
  const items = amounts.map((amountMinor, index) => ({ id: `com_${index}` as const, amountMinor }));
  const rest = items.filter((item) => item.amountMinor >= 0);
  return chooseItems(
    {
      clawbacks: items.filter((item) => item.amountMinor < 0).slice(0, maxItems + 1),
      oldest: rest.slice(0, maxItems),
      largest: rest.toSorted((left, right) => right.amountMinor - left.amountMinor).slice(0, maxItems),
    },
    sumOf(items),
  );
};

const times = (count: number, amount: number): number[] => Array.from({ length: count }, () => amount);

describe('the items of a payout', () => {
  test('are all clawbacks and the oldest of the rest, where not everything fits', () => {
    const chosen = choose([...times(600, 10), -30, ...times(600, 20), -50]) ?? [];
    expect(chosen.length).toBe(500);
    expect(chosen.filter(({ amountMinor }) => amountMinor < 0).length).toBe(2);
    expect(sumOf(chosen)).toBe(498 * 10 - 80);
  });

  test('are the largest where the oldest would not outweigh the clawbacks', () => {
    const chosen = choose([...times(600, 1), -5_000, ...times(2, 4_000)]) ?? [];
    expect(sumOf(chosen)).toBe(8_000 - 5_000 + 497);
  });

  test('cover as many clawbacks as they can where these alone fill a payout', () => {
    const chosen = choose([...times(700, -10), ...times(100, 100)]) ?? [];
    expect(chosen.length).toBe(500);
    expect(sumOf(chosen)).toBeGreaterThan(0);
    expect(sumOf(chosen)).toBeLessThanOrEqual(3_000);
  });

  test('are none where paying some would pay what the clawbacks left behind take back', () => {
    expect(choose([...times(999, -1), 1_000])).toBeUndefined();
  });

  test('never pay more than what is due in all, and leave behind what sums to zero or more', () => {
    const amount = fc.integer({ min: -300, max: 400 });
    fc.assert(
      fc.property(fc.array(amount, { minLength: 501, maxLength: 1_600, size: 'max' }), (amounts) => {
        const net = amounts.reduce((sum, each) => sum + each, 0);
        fc.pre(net > 0);
        const chosen = choose(amounts);
        if (chosen === undefined) return;
        expect(chosen.length).toBeLessThanOrEqual(maxItems);
        expect(new Set(chosen.map(({ id }) => id)).size).toBe(chosen.length);
        expect(sumOf(chosen)).toBeGreaterThan(0);
        expect(net - sumOf(chosen)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 40 },
    );
  });
});
