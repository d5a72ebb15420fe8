import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { dayMs, hourMs, toIso } from '../../src/core/clock.ts';
import { assertBooksBalance } from '../support/books.ts';
import type { AnswerBody } from '../support/call.ts';
import { createNaiveLadder } from './naive-ladder.ts';
import { createTierTest, type TierTest } from './tier-test.ts';

let it: TierTest;
beforeAll(async () => {
  it = await createTierTest();
});
afterAll(() => it.close());

const amounts = fc.integer({ min: 0, max: 600 });

const step = fc.oneof(
  fc.record({ kind: fc.constant('buy' as const), amount: amounts, agoHours: fc.nat({ max: 90 }) }),
  fc.record({ kind: fc.constant('refund' as const), order: fc.nat(), amount: amounts }),
  fc.record({ kind: fc.constant('reject' as const), order: fc.nat() }),
  fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ kind: fc.constant('job' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const groups = fc.constantFrom(
  { tier_window: 'month', tier_days: null, tier_metric: 'revenue' },
  { tier_window: 'rolling', tier_days: 1, tier_metric: 'revenue' },
  { tier_window: 'rolling', tier_days: 7, tier_metric: 'revenue' },
  { tier_window: 'rolling', tier_days: 7, tier_metric: 'conversions' },
);

const thresholds = { revenue: { A: 0, B: 500, C: 1_200 }, conversions: { A: 1, B: 2, C: 4 } } as const;

interface Order {
  readonly id: string;
  readonly conversion: string;
  readonly day: number;
  readonly amount: number;
  left: number;
  isRejected: boolean;
}

/** Does each step to the product and to the naive ladder, and holds what is earned against it. */
const createPlayer = (partner: AnswerBody, naive: ReturnType<typeof createNaiveLadder>) => {
  const orders: Order[] = [];
  let count = 0;

  const buy = async ({ amount, agoHours }: { amount: number; agoHours: number }): Promise<void> => {
    const now = it.clock.now();
    const day = now - agoHours * hourMs;
    count += 1;
    const id = `${partner.id}-${count}`;
    const expected = naive.tierAt(now, day);
    await it.buy(partner, { amount, order_id: id, occurred_at: toIso(day) });
    const { body } = await it.call('GET', `/api/v1/conversions?order_id=${id}`);
    const conversion = body.data[0]?.id ?? '';
    const earned = await it.call('GET', `/api/v1/commissions?conversion_id=${conversion}`);
    for (const { tier_id } of earned.body.data) expect(await it.tierNameOf(tier_id)).toBe(expected);
    orders.push({ id, conversion, day, amount, left: amount, isRejected: false });
    naive.add(now, { day, conversions: 1, volume: amount });
  };

  const refund = async (order: Order, wanted: number): Promise<void> => {
    if (order.isRejected || order.left === 0) return;
    const amount = Math.min(order.left, Math.max(1, wanted));
    count += 1;
    const body = { program: partner.program_id, order_id: order.id, refund_id: `r-${count}`, amount };
    expect((await it.call('POST', '/track/refund', { body })).status).toBe(201);
    order.left -= amount;
    naive.add(it.clock.now(), {
      day: order.day,
      conversions: order.left === 0 ? -1 : 0,
      volume: -amount,
    });
  };

  const reject = async (order: Order): Promise<void> => {
    if (order.isRejected) return;
    const path = `/api/v1/conversions/${order.conversion}/rejection`;
    const answer = await it.call('POST', path, { body: { reason: 'other' } });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    order.isRejected = true;
    const counted = order.left > 0 || order.amount === 0;
    naive.add(it.clock.now(), { day: order.day, conversions: counted ? -1 : 0, volume: -order.left });
  };

  return async (next: Step): Promise<void> => {
    if (next.kind === 'wait') return it.clock.advance(next.hours * hourMs);
    if (next.kind === 'job') return await it.runJob();
    if (next.kind === 'buy') return await buy(next);
    const order = orders[next.order % orders.length];
    if (order && next.kind === 'refund') await refund(order, next.amount);
    if (order && next.kind === 'reject') await reject(order);
  };
};

test('the tier at any instant is the one that counting every conversion again says, whenever the job runs', async () => {
  await fc.assert(
    fc.asyncProperty(groups, fc.array(step, { minLength: 10, maxLength: 40 }), async (group, steps) => {
      it.clock.set('2026-02-20T23:30:00Z');
      const tiers = thresholds[group.tier_metric as keyof typeof thresholds];
      const { partner } = await it.ladder({ tiers, group, program: { time_zone: 'Europe/Berlin' } });
      const naive = createNaiveLadder(group, tiers, it.clock.now());
      const play = createPlayer(partner, naive);
      for (const next of steps) await play(next);
      it.clock.advance(40 * dayMs);
      await it.runJob();
      expect(await it.changes(partner)).toEqual(naive.changes(it.clock.now()));
    }),
    { numRuns: 20 },
  );
  await assertBooksBalance(it);
}, 60_000);
