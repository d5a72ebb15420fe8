import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { dayMs, toIso } from '../../src/core/clock.ts';
import { createTierTest, type TierTest } from '../groups/tier-test.ts';
import { assertBooksBalance } from '../support/books.ts';
import type { AnswerBody } from '../support/call.ts';

let it: TierTest;
beforeAll(async () => {
  it = await createTierTest();
});
afterAll(() => it.close());

const step = fc.oneof(
  fc.record({
    kind: fc.constant('buy' as const),
    amount: fc.integer({ min: 1, max: 9_999 }),
    partner: fc.nat({ max: 1 }),
    customer: fc.constantFrom('a', 'b', undefined),
    agoDays: fc.nat({ max: 3 }),
    currency: fc.constantFrom('USD', 'JPY', 'KWD'),
  }),
  fc.record({ kind: fc.constant('refund' as const), order: fc.nat(), part: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('reject' as const), order: fc.nat() }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const caps = { customer: 700, partner: 1_100, program: 1_600 } as const;

interface Sold {
  readonly id: string;
  readonly conversion: string;
  readonly amount: number;
}

const createPlayer = (partners: readonly AnswerBody[]) => {
  const sold: Sold[] = [];
  let count = 0;
  return async (next: Step): Promise<void> => {
    count += 1;
    if (next.kind === 'buy') {
      const partner = partners[next.partner] as AnswerBody;
      const id = `${partner.id}-${count}`;
      const { amount, currency, customer: customer_id } = next;
      const occurred_at = toIso(it.clock.now() - next.agoDays * dayMs);
      await it.buy(partner, { amount, currency, customer_id, order_id: id, occurred_at });
      const { body } = await it.call('GET', `/api/v1/conversions?order_id=${id}`);
      sold.push({ id, conversion: body.data[0]?.id ?? '', amount });
      return;
    }
    const order = sold[next.order % sold.length];
    if (!order) return;
    if (next.kind === 'refund') {
      const amount = Math.ceil(order.amount / next.part);
      const body = { program: partners[0]?.program_id, order_id: order.id, refund_id: `r-${count}`, amount };
      await it.call('POST', '/track/refund', { body });
    } else {
      await it.call('POST', `/api/v1/conversions/${order.conversion}/rejection`, {
        body: { reason: 'other' },
      });
    }
  };
};

/** What is owed in dollars by day and by whose cap, read from the commissions alone. */
const owed = async (programId: string): Promise<Map<string, number>> => {
  const rows = await it.app.read
    .selectFrom('commissions')
    .selectAll()
    .where('program_id', '=', programId as never)
    .execute();
  const sums = new Map<string, number>();
  for (const row of rows) {
    if (row.state === 'voided') continue;
    const day = toIso(row.occurred_at).slice(0, 10);
    const minor = row.amount_minor - row.reversed_minor;
    const inDollars = { USD: minor, JPY: Math.round(minor * 0.64), KWD: Math.round(minor * 0.325) };
    const worth = inDollars[row.currency as keyof typeof inDollars];
    const subjects = { customer: row.customer_id, partner: row.partner_id, program: '' };
    for (const [kind, subject] of Object.entries(subjects)) {
      const key = `${kind} ${subject} ${day}`;
      if (subject !== null) sums.set(key, (sums.get(key) ?? 0) + worth);
    }
  }
  return sums;
};

test('no cap is ever exceeded, and each counter is what the commissions of its period are worth, after any refunds', async () => {
  for (const currency of ['USD', 'JPY'] as const) {
    const pair = { from: currency === 'USD' ? 'JPY' : 'KWD', to: 'USD' };
    const rate = currency === 'USD' ? '0.0064' : '3.25';
    await it.create('/api/v1/exchange-rates', {
      ...{ ...pair, rate, source: 'test', valid_from: '2026-01-01T00:00:00Z' },
    });
  }
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(step, { maxLength: 25 }), async (converts_currencies, steps) => {
      const body = Object.fromEntries(
        Object.entries(caps).map(([kind, amount]) => [kind, { amount, period: 'day' }]),
      );
      const program = await it.build.program({
        ...{ caps: body, converts_currencies, attribution_policy: 'link_first' },
        default_rule: { kind: 'percent', basis_points: 1_000 },
      });
      const partners = [
        await it.build.partner({ program_id: program.id }),
        await it.build.partner({ program_id: program.id }),
      ];
      const play = createPlayer(partners);
      for (const next of steps) {
        await play(next);
        for (const [key, minor] of await owed(program.id)) {
          expect(minor, key).toBeLessThanOrEqual(caps[key.split(' ')[0] as keyof typeof caps]);
        }
      }
      const counters = await it.app.read
        .selectFrom('cap_uses')
        .selectAll()
        .where('program_id', '=', program.id as never)
        .execute();
      const used = counters.map(
        (row) => [`${row.cap} ${row.subject} ${row.period}`, row.used_minor] as const,
      );
      const sums = [...(await owed(program.id))];
      const unlessZero = (list: readonly (readonly [string, number])[]) =>
        Object.fromEntries(list.filter(([, minor]) => minor !== 0));
      expect(unlessZero(used)).toEqual(unlessZero(sums));
    }),
    { numRuns: 20 },
  );
  await assertBooksBalance(it);
}, 60_000);
