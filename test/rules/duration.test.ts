import { describe, expect, test } from 'bun:test';
import { stillPays } from '../../src/rules/duration.ts';

const pays = (
  limits: { maxMonths?: number; maxCount?: number },
  first: string | null,
  now: string,
  { paidCount = 1, timeZone = 'UTC' } = {},
) =>
  stillPays(
    { maxMonths: limits.maxMonths ?? null, maxCount: limits.maxCount ?? null },
    { firstPurchaseAt: first === null ? null : Date.parse(first), paidCount },
    Date.parse(now),
    timeZone,
  );

describe('a rule without limits', () => {
  test('pays for ever', () => {
    expect(pays({}, '2020-01-01T00:00:00Z', '2099-12-31T23:59:59Z', { paidCount: 1e6 })).toBe(true);
  });
});

describe('a rule for 12 months', () => {
  const first = '2026-05-15T10:00:00Z';

  test.each([
    ['the first purchase itself', null, first, true],
    ['the day before the anniversary', first, '2027-05-14T23:59:59Z', true],
    ['the thirteenth renewal, some minutes early on the day', first, '2027-05-15T09:58:00Z', false],
    ['the thirteenth renewal, on the minute', first, '2027-05-15T10:00:00Z', false],
    ['a purchase told late that came before the first', first, '2026-05-01T00:00:00Z', true],
  ] as const)('%s', (_name, firstPurchase, now, expected) => {
    expect(pays({ maxMonths: 12 }, firstPurchase, now)).toBe(expected);
  });
});

describe('months that end early', () => {
  test.each([
    // One month from 31 January ends with February, in a leap year a day later.
    ['2026-01-31T12:00:00Z', 1, '2026-02-27T12:00:00Z', true],
    ['2026-01-31T12:00:00Z', 1, '2026-02-28T12:00:00Z', false],
    ['2028-01-31T12:00:00Z', 1, '2028-02-28T12:00:00Z', true],
    ['2028-01-31T12:00:00Z', 1, '2028-02-29T12:00:00Z', false],
    ['2026-01-31T12:00:00Z', 2, '2026-03-30T12:00:00Z', true],
    ['2026-01-31T12:00:00Z', 2, '2026-03-31T12:00:00Z', false],
    ['2026-12-31T12:00:00Z', 2, '2027-02-27T12:00:00Z', true],
    ['2026-12-31T12:00:00Z', 2, '2027-02-28T12:00:00Z', false],
  ] as const)('%s plus %d months against %s: %p', (first, maxMonths, now, expected) => {
    expect(pays({ maxMonths }, first, now)).toBe(expected);
  });
});

test('counts days in the time zone of the program', () => {
  // 20:00 UTC on 31 May is already 1 June in Kolkata (+5:30), so a month ends at midnight before 1 July there.
  const first = '2026-05-31T20:00:00Z';
  const timeZone = 'Asia/Kolkata';
  expect(pays({ maxMonths: 1 }, first, '2026-06-30T18:29:59Z', { timeZone })).toBe(true);
  expect(pays({ maxMonths: 1 }, first, '2026-06-30T18:30:00Z', { timeZone })).toBe(false);
  expect(pays({ maxMonths: 1 }, first, '2026-06-30T00:00:00Z')).toBe(false);
});

describe('a rule for 3 conversions', () => {
  test('pays the third and not the fourth', () => {
    const first = '2026-05-15T10:00:00Z';
    expect(pays({ maxCount: 3 }, first, '2026-07-15T10:00:00Z', { paidCount: 2 })).toBe(true);
    expect(pays({ maxCount: 3 }, first, '2026-08-15T10:00:00Z', { paidCount: 3 })).toBe(false);
  });

  test('ends with its months when those are over first', () => {
    const limits = { maxCount: 3, maxMonths: 1 };
    expect(pays(limits, '2026-05-15T10:00:00Z', '2026-06-15T10:00:00Z', { paidCount: 1 })).toBe(false);
  });
});
