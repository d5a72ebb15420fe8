import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { type Currency, exponentOf, isCurrency, knownCurrencies } from '../../src/core/currencies.ts';
import { add, allocate, divideRounded, formatMoney, money, proportion, share } from '../../src/core/money.ts';

const usd = 'USD' as Currency;
const amounts = fc.integer({ min: -1e15, max: 1e15 });

describe('a share of an amount', () => {
  test.each([
    // amount, basis points, expected: worked out by hand
    [10_000, 1_000, 1_000],
    [12_345, 1_500, 1_852], // 1851.75
    [1, 5_000, 1], // 0.5 goes away from zero
    [-1, 5_000, -1],
    [3, 5_000, 2], // 1.5
    [-3, 5_000, -2],
    [999, 1, 0], // 0.0999
    [5_000, 1, 1], // 0.5
    [-5_000, 1, -1],
    [1_000_000_000_000_000, 3_333, 333_300_000_000_000],
    [999_999_999_999_999, 9_999, 999_899_999_999_999], // ...998.9001 + rounding
    [0, 10_000, 0],
  ])('%d at %d basis points is %d', (minor, basisPoints, expected) => {
    expect(share(money(minor, usd), basisPoints).minor).toBe(expected);
  });

  test('of a negative amount mirrors that of the positive one', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 10_000 }), (minor, basisPoints) => {
        const forward = share(money(minor, usd), basisPoints).minor;
        expect(share(money(-minor, usd), basisPoints).minor).toBe(forward === 0 ? 0 : -forward);
      }),
    );
  });

  test('is never further than half a unit from the exact value', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 10_000 }), (minor, basisPoints) => {
        const twiceError =
          2n *
          (BigInt(share(money(minor, usd), basisPoints).minor) * 10_000n -
            BigInt(minor) * BigInt(basisPoints));
        expect(twiceError <= 10_000n && twiceError >= -10_000n).toBe(true);
      }),
    );
  });
});

describe('a proportion', () => {
  test('of the whole is the whole, however large', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 1e15 }), (minor, whole) => {
        expect(proportion(money(minor, usd), whole, whole).minor).toBe(minor === 0 ? 0 : minor);
      }),
    );
  });
});

describe('rounding', () => {
  test.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [5n, -2n, -3n],
    [-5n, -2n, 3n],
    [4n, 3n, 1n],
    [-4n, 3n, -1n],
    [0n, 7n, 0n],
  ])('%d / %d is %d', (top, bottom, expected) => {
    expect(divideRounded(top, bottom)).toBe(expected);
  });
});

describe('an allocation', () => {
  test.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [-100, [1, 1, 1], [-34, -33, -33]],
    [10, [0, 5, 0], [0, 10, 0]],
    [7, [3, 3, 1], [3, 3, 1]],
    [1, [1, 2, 3], [0, 0, 1]],
  ])('of %d by %p is %p', (minor, weights, expected) => {
    expect(allocate(money(minor, usd), weights).map((part) => part.minor)).toEqual(expected);
  });

  test('sums exactly to the whole and strays from its exact share by less than one unit', () => {
    const weights = fc
      .array(fc.integer({ min: 0, max: 1e15 }), { minLength: 1, maxLength: 12 })
      .filter((list) => list.some((weight) => weight > 0));
    fc.assert(
      fc.property(amounts, weights, (minor, list) => {
        const parts = allocate(money(minor, usd), list);
        expect(parts.reduce((sum, part) => sum + BigInt(part.minor), 0n)).toBe(BigInt(minor));
        const total = list.reduce((sum, weight) => sum + BigInt(weight), 0n);
        for (const [index, part] of parts.entries()) {
          const error = BigInt(part.minor) * total - BigInt(minor) * BigInt(list[index] ?? 0);
          expect(error < total && error > -total).toBe(true);
        }
      }),
    );
  });
});

describe('amounts', () => {
  test('of two currencies never mix', () => {
    expect(() => add(money(1, usd), money(1, 'EUR' as Currency))).toThrow('USD and EUR never mix');
  });

  test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1e21])(
    'are whole and exact: %d is none',
    (minor) => {
      expect(() => money(minor, usd)).toThrow('not a whole number of minor units');
    },
  );

  test.each([
    [123_456, 'USD', '1234.56 USD'],
    [5, 'USD', '0.05 USD'],
    [-5, 'USD', '-0.05 USD'],
    [1_200, 'JPY', '1200 JPY'],
    [0, 'JPY', '0 JPY'],
    [-5, 'KWD', '-0.005 KWD'],
    [1_000, 'KWD', '1.000 KWD'],
  ])('%d %s is written %s', (minor, currency, text) => {
    expect(formatMoney(money(minor, currency as Currency))).toBe(text);
  });
});

describe('currencies', () => {
  test.each(['usd', 'USD\0', 'ＵＳＤ', 'XXX', 'BTC', 'XAU', 'CLF', '', ' USD', 'constructor'])(
    '%p is not one',
    (code) => {
      expect(isCurrency(code)).toBe(false);
    },
  );

  test('have 0, 2 or 3 decimals', () => {
    expect(knownCurrencies().length).toBeGreaterThan(140);
    expect(exponentOf('JPY' as Currency)).toBe(0);
    expect(exponentOf('USD' as Currency)).toBe(2);
    expect(exponentOf('KWD' as Currency)).toBe(3);
    expect(new Set(knownCurrencies().map((code) => exponentOf(code as Currency)))).toEqual(
      new Set([0, 2, 3]),
    );
  });
});
