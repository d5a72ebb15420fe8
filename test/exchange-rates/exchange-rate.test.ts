import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Currency } from '../../src/core/currencies.ts';
import { type Money, money } from '../../src/core/money.ts';
import {
  convert,
  convertBack,
  formatRate,
  mostWithin,
  parseRate,
} from '../../src/exchange-rates/exchange-rate.ts';

const of = (minor: number, code: string): Money => money(minor, code as Currency);
const rate = (from: string, to: string, text: string) => ({
  from: from as Currency,
  to: to as Currency,
  rateScaled: parseRate(text) ?? Number.NaN,
});

describe('an amount in another currency', () => {
  test.each([
    // 1234 yen at 0.0064 are 7.8976 dollars.
    [1_234, 'JPY', 'USD', '0.0064', 790],
    // 7.90 dollars at 156.25 are 1234.375 yen.
    [790, 'USD', 'JPY', '156.25', 1_234],
    // 10.00 dollars at 0.3075 are 3.075 dinars.
    [1_000, 'USD', 'KWD', '0.3075', 3_075],
    // 3.075 dinars at 3.2520325203 are 9.99999...9225 dollars.
    [3_075, 'KWD', 'USD', '3.2520325203', 1_000],
    // 1 yen at 0.0019678901 is 0.0019678901 dinars: 1.97 fils.
    [1, 'JPY', 'KWD', '0.0019678901', 2],
    // Half away from zero, on both sides of it.
    [1, 'EUR', 'USD', '0.5', 1],
    [-1, 'EUR', 'USD', '0.5', -1],
    [1, 'EUR', 'USD', '0.4999999999', 0],
    [0, 'EUR', 'USD', '1.0825', 0],
    // 10^14 cents: more digits than a double could multiply.
    [1e14 + 1, 'EUR', 'USD', '1.0825000001', 108_250_000_010_001],
  ])('%i %s in %s at %s is %i', (minor, from, to, text, expected) => {
    expect(convert(of(minor, from), rate(from, to, text))).toEqual(of(expected, to));
  });

  test('is divided by the same rate on the way back', () => {
    expect(convertBack(of(500, 'USD'), rate('EUR', 'USD', '1.25'))).toEqual(of(400, 'EUR'));
    expect(convertBack(of(500, 'USD'), rate('JPY', 'USD', '0.0064'))).toEqual(of(781, 'JPY'));
  });

  test('is refused when it would be more than any amount may be, and a limit then is that', () => {
    const tiny = rate('JPY', 'KWD', '0.0000000001');
    expect(() => convertBack(of(1e9, 'KWD'), tiny)).toThrow('10^15');
    expect(() => convert(of(1e15, 'KWD'), rate('KWD', 'USD', '900000'))).toThrow('10^15');
    expect(mostWithin(of(1e15, 'KWD'), tiny).minor).toBe(1e15);
  });

  const minors = fc.integer({ min: 0, max: 1e9 });
  const scaled = fc.integer({ min: 10_000_000, max: 2_000_000_000_000 });
  const pairs = fc.constantFrom(
    ['JPY', 'USD'],
    ['USD', 'JPY'],
    ['KWD', 'USD'],
    ['USD', 'KWD'],
    ['JPY', 'KWD'],
  );

  test('within a limit is worth no more than it, and one more minor unit would be', () => {
    fc.assert(
      fc.property(minors, scaled, pairs, (limit, rateScaled, [from = '', to = '']) => {
        const by = { from: from as Currency, to: to as Currency, rateScaled };
        const most = mostWithin(of(limit, to), by);
        expect(convert(most, by).minor).toBeLessThanOrEqual(limit);
        expect(convert(of(most.minor + 1, from), by).minor).toBeGreaterThan(limit);
      }),
    );
  });
});

describe('a rate', () => {
  test.each(['1', '1.0825', '0.0000000001', '156.25', '900000', '0.3', '12.0000000009'])(
    '%s is read and written as it is',
    (text) => {
      expect(formatRate(parseRate(text) ?? 0)).toBe(text);
    },
  );

  test.each([
    '0',
    '0.0',
    '-1',
    '+1',
    '1.',
    '.5',
    '01',
    '1e3',
    '1,5',
    '0.00000000001',
    '900000.0000000001',
    '1000000',
    '',
    ' 1',
  ])('%p is none', (text) => {
    expect(parseRate(text)).toBeUndefined();
  });
});
