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

const tiers = { Silver: 0, Gold: 10_000 };
const rates = { Silver: 1_000, Gold: 2_000 };
const month = { tier_window: 'month', tier_days: null };

describe('demotion from a rolling window', () => {
  test('comes at the midnight after the first whole window without the volume, however late the job runs', async () => {
    const { partner } = await it.ladder({ tiers, rates });
    await it.buy(partner, { amount: 10_000 });
    // 15 May is in the window of 30 days until the end of 13 June.
    it.clock.set('2026-06-14T23:59:59.999Z');
    await it.runJob();
    expect(await it.tierOf(partner)).toBe('Gold');
    it.clock.set('2026-06-20T07:00:00Z');
    await it.runJob();
    expect(await it.tierOf(partner)).toBe('Silver');
    expect((await it.changes(partner)).at(-1)).toEqual(['Gold', 'Silver', '2026-06-15T00:00:00.000Z']);
  });

  test('holds from its own instant on before any job has run', async () => {
    const { partner } = await it.ladder({ tiers, rates });
    await it.buy(partner, { amount: 10_000 });
    it.clock.set('2026-06-20T07:00:00Z');
    expect(await it.buy(partner, { amount: 100, occurred_at: '2026-06-14T23:59:59.999Z' })).toBe(20);
    expect(await it.buy(partner, { amount: 100, occurred_at: '2026-06-15T00:00:00.000Z' })).toBe(10);
    expect((await it.changes(partner)).at(-1)).toEqual(['Gold', 'Silver', '2026-06-15T00:00:00.000Z']);
  });

  test('counts days of the program over a change of clocks', async () => {
    // 23:30 on the 28th in Berlin; the 29th has 23 hours.
    it.clock.set('2026-03-28T22:30:00Z');
    const { partner } = await it.ladder({
      tiers,
      program: { time_zone: 'Europe/Berlin' },
      group: { tier_days: 3 },
    });
    // Told before it happens, it counts on the day that it is told.
    await it.buy(partner, { amount: 10_000, occurred_at: '2026-03-29T22:30:00Z' });
    it.clock.set('2026-04-05T12:00:00Z');
    await it.runJob();
    expect((await it.changes(partner)).at(-1)).toEqual(['Gold', 'Silver', '2026-03-31T22:00:00.000Z']);
  });

  test('evaluates every midnight that was missed, in its order', async () => {
    const { partner } = await it.ladder({
      tiers: { Bronze: 0, Silver: 100, Gold: 200 },
      group: { tier_days: 2 },
    });
    await it.buy(partner, { amount: 100 });
    it.clock.set('2026-05-16T12:00:00Z');
    await it.buy(partner, { amount: 100 });
    it.clock.set('2026-06-30T12:00:00Z');
    await it.runJob();
    expect((await it.changes(partner)).map(([, to, at]) => [to, at])).toEqual([
      ['Bronze', '2026-05-15T12:00:00.001Z'],
      ['Silver', '2026-05-15T12:00:00.001Z'],
      ['Gold', '2026-05-16T12:00:00.001Z'],
      ['Silver', '2026-05-18T00:00:00.000Z'],
      ['Bronze', '2026-05-19T00:00:00.000Z'],
    ]);
  });
});

describe('demotion from a month', () => {
  test('comes at the end of a month without the volume: what a month earns holds for the next one', async () => {
    const program = { time_zone: 'Europe/Berlin' };
    const { partner } = await it.ladder({ tiers, rates, program, group: month });
    await it.buy(partner, { amount: 10_000 });
    it.clock.set('2026-06-15T12:00:00Z');
    await it.runJob();
    expect(await it.tierOf(partner)).toBe('Gold');
    expect(await it.buy(partner, { amount: 9_999 })).toBe(2_000);
    it.clock.set('2026-07-03T12:00:00Z');
    expect(await it.buy(partner, { amount: 100, occurred_at: '2026-06-30T21:59:59.999Z' })).toBe(20);
    expect(await it.buy(partner, { amount: 100, occurred_at: '2026-06-30T22:00:00.000Z' })).toBe(10);
    expect((await it.changes(partner)).at(-1)).toEqual(['Gold', 'Silver', '2026-06-30T22:00:00.000Z']);
  });

  test.each([
    ['2027-01-31T12:00:00Z', '2027-02-28T12:00:00Z', '2027-03-01T00:00:00.000Z'],
    ['2028-01-31T12:00:00Z', '2028-02-29T12:00:00Z', '2028-03-01T00:00:00.000Z'],
    ['2026-11-30T12:00:00Z', '2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z'],
  ])('a sale of %s keeps its tier through %s and loses it at %s', async (sold, last, end) => {
    it.clock.set(sold);
    const { partner } = await it.ladder({ tiers, group: month });
    await it.buy(partner, { amount: 10_000 });
    it.clock.set(last);
    await it.runJob();
    expect(await it.tierOf(partner)).toBe('Gold');
    it.clock.set(end);
    await it.runJob();
    expect((await it.changes(partner)).at(-1)).toEqual(['Gold', 'Silver', end]);
  });

  test('a sale of an earlier month that is told late counts there, and promotes nobody now', async () => {
    const { partner } = await it.ladder({ tiers, group: month });
    it.clock.set('2026-06-02T12:00:00Z');
    await it.buy(partner, { amount: 10_000, occurred_at: '2026-05-31T12:00:00Z' });
    expect(await it.tierOf(partner)).toBe('Silver');
    await it.buy(partner, { amount: 10_000, occurred_at: '2026-06-01T00:00:00Z' });
    expect(await it.tierOf(partner)).toBe('Gold');
  });
});

describe('a refund', () => {
  test('that takes the volume below the threshold demotes at the end of the period only', async () => {
    const { partner } = await it.ladder({ tiers, rates, group: month });
    await it.buy(partner, { amount: 6_000, order_id: 'kept' });
    await it.buy(partner, { amount: 4_000, order_id: 'given-back' });
    const refund = { order_id: 'given-back', refund_id: 'r-1', amount: 1 };
    expect(
      (await it.call('POST', '/track/refund', { body: { program: partner.program_id, ...refund } })).status,
    ).toBe(201);
    it.clock.advance(1_000);
    expect(await it.buy(partner, { amount: 0 })).toBe(0);
    await it.runJob();
    expect(await it.tierOf(partner)).toBe('Gold');
    it.clock.set('2026-06-01T00:00:00Z');
    await it.runJob();
    expect((await it.changes(partner)).at(-1)).toEqual(['Gold', 'Silver', '2026-06-01T00:00:00.000Z']);
  });

  test('of all of it takes the conversion out of the number of conversions', async () => {
    const { partner } = await it.ladder({
      tiers: { Silver: 0, Gold: 3 },
      group: { ...month, tier_metric: 'conversions' },
    });
    for (const order_id of ['a', 'b']) await it.buy(partner, { amount: 500, order_id });
    const refund = { program: partner.program_id, order_id: 'a', refund_id: 'r-1' };
    expect((await it.call('POST', '/track/refund', { body: refund })).status).toBe(201);
    await it.buy(partner, { amount: 500 });
    expect(await it.tierOf(partner)).toBe('Silver');
    await it.buy(partner, { amount: 0 });
    expect(await it.tierOf(partner)).toBe('Gold');
  });
});
