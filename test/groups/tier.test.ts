import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { assertBooksBalance } from '../support/books.ts';
import { createTierTest, type TierTest } from './tier-test.ts';

let it: TierTest;
beforeEach(async () => {
  it = await createTierTest();
});
afterEach(async () => {
  await assertBooksBalance(it);
  await it.close();
});

describe('promotion', () => {
  test('comes with the sale that crosses the threshold, which itself earns by the tier before', async () => {
    const { partner } = await it.ladder({
      tiers: { Silver: 0, Gold: 10_000 },
      rates: { Silver: 1_000, Gold: 2_000 },
    });
    it.clock.advance(1);
    expect(await it.buy(partner, { amount: 9_999 })).toBe(1_000);
    expect(await it.buy(partner, { amount: 1 })).toBe(0);
    it.clock.advance(1);
    expect(await it.buy(partner, { amount: 10_000 })).toBe(2_000);
    expect(await it.changes(partner)).toEqual([
      [null, 'Silver', '2026-05-15T12:00:00.001Z'],
      ['Silver', 'Gold', '2026-05-15T12:00:00.002Z'],
    ]);
  });

  test('is told after the sale that led to it', async () => {
    const { partner } = await it.ladder({
      tiers: { Silver: 0, Gold: 10_000 },
      rates: { Silver: 1_000, Gold: 2_000 },
    });
    await it.events();
    await it.buy(partner, { amount: 10_000 });
    expect((await it.events()).slice(-2)).toEqual(['commission.created', 'commission.tier_changed']);
  });

  test('holds from the millisecond after its commit on: sales of the same instant earn alike in any order', async () => {
    const { partner } = await it.ladder({
      tiers: { Silver: 0, Gold: 10_000 },
      rates: { Silver: 1_000, Gold: 2_000 },
    });
    it.clock.advance(1_000);
    await it.buy(partner, { amount: 10_000 });
    expect(await it.buy(partner, { amount: 100 })).toBe(10);
    expect(await it.buy(partner, { amount: 100, occurred_at: '2026-05-15T12:00:01.000Z' })).toBe(10);
    expect(await it.buy(partner, { amount: 100, occurred_at: '2026-05-15T12:00:01.001Z' })).toBe(20);
  });
});
