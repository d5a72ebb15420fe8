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

const patch = async (path: string, body: object) => {
  const answer = await it.call('PATCH', path, { body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};

describe('a partner who comes into a group with tiers', () => {
  test('gets the tier that the past has earned, and is told of it', async () => {
    const { group, partner: other } = await it.ladder({ tiers: { Silver: 0, Gold: 10_000 } });
    const partner = await it.build.partner({ program_id: other.program_id });
    await it.buy(partner, { amount: 9_999, order_id: 'a' });
    await it.buy(partner, { amount: 10, order_id: 'b' });
    await it.buy(partner, { amount: 5_000, occurred_at: '2026-04-15T23:59:59Z' });
    const refund = { program: partner.program_id, order_id: 'b', refund_id: 'r', amount: 9 };
    await it.call('POST', '/track/refund', { body: refund });
    await it.told();
    const after = await patch(`/api/v1/partners/${partner.id}`, { group_id: group.id });
    expect(await it.tierOf(after)).toBe('Gold');
    const told = await it.told();
    expect(told.map(({ type }) => type)).toEqual(['partner.updated', 'commission.tier_changed']);
    expect(told.at(-1)?.data).toMatchObject({
      from: null,
      to: 'Gold',
      metric: { name: 'qualified_volume', value: 10_000, currency: 'USD' },
      effective_at: '2026-05-15T12:00:00.001Z',
    });
  });

  test('and leaves it has no tier any more, and has it again after coming back', async () => {
    const { partner, group } = await it.ladder({ tiers: { Silver: 0, Gold: 100 }, rates: { Gold: 5_000 } });
    await it.buy(partner, { amount: 100 });
    await patch(`/api/v1/partners/${partner.id}`, { group_id: null });
    expect(await it.tierOf(partner)).toBeNull();
    it.clock.advance(10);
    expect(await it.buy(partner, { amount: 100 })).toBe(20);
    await patch(`/api/v1/partners/${partner.id}`, { group_id: group.id });
    it.clock.advance(10);
    expect(await it.tierOf(partner)).toBe('Gold');
    expect(await it.buy(partner, { amount: 100 })).toBe(50);
  });

  test('from another one is placed by its thresholds at once, down too', async () => {
    const { partner, program } = await it.ladder({ tiers: { Silver: 0, Gold: 100 } });
    await it.buy(partner, { amount: 150 });
    const vip = await it.create('/api/v1/groups', { program_id: program.id, name: 'VIP' });
    await it.create('/api/v1/tiers', { group_id: vip.id, name: 'Iron', threshold: 0 });
    await it.create('/api/v1/tiers', { group_id: vip.id, name: 'Steel', threshold: 151 });
    await patch(`/api/v1/partners/${partner.id}`, { group_id: vip.id });
    expect(await it.tierOf(partner)).toBe('Iron');
    await it.buy(partner, { amount: 1 });
    expect(await it.tierOf(partner)).toBe('Steel');
  });
});

describe('a changed ladder', () => {
  test('lifts at once who has reached a lower threshold, and drops nobody before the end of the period', async () => {
    const { partner, tiers } = await it.ladder({ tiers: { Silver: 0, Gold: 1_000 } });
    await it.buy(partner, { amount: 500 });
    await patch(`/api/v1/tiers/${tiers.Gold?.id}`, { threshold: 500 });
    expect(await it.tierOf(partner)).toBe('Gold');
    await patch(`/api/v1/tiers/${tiers.Gold?.id}`, { threshold: 5_000 });
    await it.runJob();
    expect(await it.tierOf(partner)).toBe('Gold');
    it.clock.set('2026-05-16T00:00:00Z');
    await it.runJob();
    expect(await it.tierOf(partner)).toBe('Silver');
  });

  test('reaches every partner of a large group, some at once and the others by the job', async () => {
    const { group, program } = await it.ladder({ tiers: {} });
    for (let count = 0; count < 44; count += 1) {
      await it.build.partner({ program_id: program.id, group_id: group.id });
    }
    await it.create('/api/v1/tiers', { group_id: group.id, name: 'Silver', threshold: 0 });
    const inTier = async () => {
      const list = await it.call('GET', `/api/v1/partners?group_id=${group.id}&limit=200`);
      return list.body.data.filter(({ tier_id }) => tier_id !== null).length;
    };
    expect(await inTier()).toBe(20);
    await it.runJob();
    expect(await inTier()).toBe(45);
  });

  test('counts a long past in several steps, with what changes meanwhile counted once', async () => {
    const { group, program, partner } = await it.ladder({ tiers: {} });
    const items = Array.from({ length: 450 }, (_, index) => ({
      ...{ operation: 'purchase', program: program.id, partner: partner.id, order_id: `p-${index}` },
      ...{ amount: 10, currency: 'USD' },
    }));
    expect((await it.call('POST', '/track/batch', { body: { items } })).status).toBe(200);
    await it.create('/api/v1/tiers', { group_id: group.id, name: 'Gold', threshold: 4_496 });
    expect(await it.tierOf(partner)).toBeNull();
    for (const order_id of ['p-0', 'p-449']) {
      const body = { program: program.id, order_id, refund_id: order_id, amount: 5 };
      expect((await it.call('POST', '/track/refund', { body })).status).toBe(201);
    }
    await it.buy(partner, { amount: 5 });
    await it.runJob();
    const days = await it.app.read.selectFrom('partner_days').selectAll().execute();
    expect(days).toMatchObject([{ conversions: 451, volume_minor: 4_495, day: '2026-05-15' }]);
    expect(await it.tierOf(partner)).toBeNull();
    await it.buy(partner, { amount: 1 });
    expect(await it.tierOf(partner)).toBe('Gold');
  });

  test('without a tier left forgets what it counted', async () => {
    const { partner, tiers } = await it.ladder({ tiers: { Gold: 1_000 } });
    await it.buy(partner, { amount: 500 });
    expect((await it.call('DELETE', `/api/v1/tiers/${tiers.Gold?.id}`)).status).toBe(204);
    expect(await it.app.read.selectFrom('partner_days').selectAll().execute()).toEqual([]);
  });
});

describe('the rule that pays', () => {
  test('follows partner, tier and group, each with its product before it', async () => {
    const { program, partner, group, tiers } = await it.ladder({ tiers: { Silver: 0 } });
    it.clock.advance(10);
    const scopes = [
      {},
      { product_id: 'book' },
      { group_id: group.id },
      { group_id: group.id, product_id: 'book' },
      { tier_id: tiers.Silver?.id },
      { tier_id: tiers.Silver?.id, product_id: 'book' },
      { partner_id: partner.id },
      { partner_id: partner.id, product_id: 'book' },
    ];
    const earned: number[] = [];
    for (const [index, scope] of scopes.entries()) {
      await it.build.rule({
        program_id: program.id,
        kind: 'flat',
        amount: index + 1,
        scope,
        priority: -index,
      });
      const items = [{ product_id: 'book', quantity: 1, amount: 100 }];
      earned.push(await it.buy(partner, { amount: 100, items }));
    }
    expect(earned).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const list = await it.call('GET', `/api/v1/commissions?partner_id=${partner.id}&limit=1`);
    expect(list.body.data[0]?.tier_id).toBe(tiers.Silver?.id);
  });
});
