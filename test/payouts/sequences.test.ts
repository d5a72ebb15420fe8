import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { createPayoutTest, type PayoutTest } from './payout-test.ts';

/** What may happen to the money of two partners, in any order. */
const happening = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('earn' as const),
      who: fc.nat(1),
      amount: fc.integer({ min: 0, max: 900 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('refund' as const),
      order: fc.nat(30),
      amount: fc.integer({ min: 1, max: 500 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('hold' as const, 'release' as const, 'void' as const),
      at: fc.nat(30),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pay' as const), least: fc.constantFrom(0, 0, 300) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('suspension' as const, 'reinstatement' as const),
      who: fc.nat(1),
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      at: fc.nat(12),
      move: fc.constantFrom(
        'submission',
        'completion',
        'completion',
        'failure',
        'retry',
        'cancellation',
        'reversal',
      ),
    }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

const bodies: Readonly<Record<string, object>> = {
  completion: { reference: 'A' },
  failure: { reason: 'other' },
  reversal: { reason: 'returned_by_bank' },
};

interface World {
  readonly it: PayoutTest;
  readonly partners: readonly string[];
  readonly orders: string[];
}

const apply = async ({ it, partners, orders }: World, step: Happening): Promise<void> => {
  if (step.kind === 'earn') orders.push(await it.earn(step.who === 0 ? 'ADA' : 'BEN', step.amount));
  else if (step.kind === 'refund') await refund(it, orders[step.order % orders.length], step.amount);
  else if (step.kind === 'pay') await it.pay({ minimums: { USD: step.least } });
  else if ('who' in step) await it.post(`partners/${partners[step.who]}/${step.kind}`);
  else if (step.kind === 'move') await onOne(it, 'payouts', step.at, step.move, bodies[step.move] ?? {});
  else await onOne(it, 'commissions', step.at, step.kind, step.kind === 'release' ? {} : { note: 'x' });
};

const refund = async (it: PayoutTest, order: string | undefined, amount: number): Promise<void> => {
  if (order === undefined) return;
  const body = { order_id: order, amount, idempotency_key: `refund-${Math.abs(it.clock.now())}-${order}` };
  it.clock.advance(1);
  expect((await it.call('POST', '/track/refund', { body })).status).toBeLessThan(500);
};

const finalStates = ['canceled', 'reversed', 'voided'];

/** Whether it may happen is for the application to say; it must not fail. */
const onOne = async (
  it: PayoutTest,
  what: 'payouts' | 'commissions',
  at: number,
  move: string,
  body: object,
) => {
  const rows = (await it.rows(what)).filter(({ state }) => !finalStates.includes(String(state)));
  const row = rows[at % rows.length];
  if (row) expect((await it.post(`${what}/${row.id}/${move}`, body)).status).toBeLessThan(500);
};

/** Money that left and did not come back is what was earned at most, and is what the books call paid. */
const assertNothingPaidTwice = async ({ it, partners }: World): Promise<void> => {
  const payouts = await it.rows('payouts');
  const commissions = await it.rows('commissions');
  for (const partnerId of partners) {
    const own = payouts.filter((payout) => payout.partner_id === partnerId);
    const sum = (state: string) =>
      own.reduce((total, payout) => total + (payout.state === state ? Number(payout.amount_minor) : 0), 0);
    const balance = await it.balanceOf(partnerId);
    expect(Number(balance?.paid ?? 0)).toBe(sum('completed') + sum('reversed'));
    expect(Number(balance?.processing ?? 0)).toBe(sum('scheduled') + sum('processing') + sum('failed'));
    // What came back was restored to the last cent.
    const restored = commissions
      .filter(
        (row) => row.partner_id === partnerId && row.reason === 'payout_reversed' && row.state !== 'voided',
      )
      .reduce((total, row) => total + Number(row.amount_minor), 0);
    const voided = commissions.some((row) => row.reason === 'payout_reversed' && row.state === 'voided');
    if (!voided) expect(restored).toBe(sum('reversed'));
  }
};

test('whatever happens in whatever order, nothing is paid twice and the books agree', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 30, maxLength: 80, size: 'max' }), async (steps) => {
      const it = await createPayoutTest();
      const ada = (await it.build.partner({ code: 'ADA' })).id;
      const ben = (await it.build.partner({ code: 'BEN' })).id;
      const world: World = { it, partners: [ada, ben], orders: [] };
      try {
        for (const step of steps) {
          await apply(world, step);
          await it.assertBooks();
          await assertNothingPaidTwice(world);
        }
      } finally {
        await it.close();
      }
    }),
    { numRuns: 10, endOnFailure: false },
  );
}, 120_000);
