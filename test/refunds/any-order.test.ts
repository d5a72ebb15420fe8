import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { toCommission } from '../../src/commissions/commission.store.ts';
import { presentAmountMinor } from '../../src/commissions/commission.ts';
import { hourMs, toIso } from '../../src/core/clock.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { openRefundShop, type RefundShop } from '../support/refunds.ts';

/** What is told of one sale, in every order, with repeats: it ends the same. */
let it: TestApp;
let shop: RefundShop;
let saleCount = 0;

beforeAll(async () => {
  it = await createTestApp();
  shop = await openRefundShop(it);
  await it.build.rule({ kind: 'flat', amount: 50, on: 'signup' });
});
afterAll(() => it.close());

interface Message {
  readonly operation: string;
  readonly [field: string]: unknown;
}

/** Everything about a sale, each with its own time but the cancellation, which has none. */
const storyOf = (order: string, facts: Facts): Message[] => {
  const at = (hour: number) => toIso(it.clock.now() - 48 * hourMs + hour * hourMs);
  const customer = { customer_id: `c-${order}`, promo_code: 'ADA20' };
  const sale = { order_id: order, invoice_id: `in-${order}`, charge_id: `ch-${order}` };
  const refunds = facts.refunds.map(({ amount, kind }, index) => ({
    ...{ operation: 'refund', refund_id: `${order}-${index}`, kind, occurred_at: at(2 * index + 2) },
    ...(index % 2 === 0 ? { order_id: order } : { charge_id: `ch-${order}` }),
    ...(amount !== null && { amount }),
  }));
  const undone = refunds
    .filter((_, index) => facts.undone[index])
    .map(({ refund_id, kind, occurred_at }) => ({
      ...{ operation: 'refund', refund_id, order_id: order },
      kind: kind === 'refund' ? 'refund_canceled' : 'chargeback_won',
      occurred_at: toIso(Date.parse(occurred_at) + facts.undoneAfterHours * hourMs),
    }));
  return [
    { operation: 'signup', ...customer, occurred_at: at(0) },
    { operation: 'purchase', ...sale, ...customer, amount: 10_001, currency: 'USD', occurred_at: at(1) },
    ...refunds,
    ...undone,
    ...(facts.isCanceled ? [{ operation: 'cancellation', order_id: order }] : []),
  ];
};

interface Facts {
  readonly refunds: readonly { readonly amount: number | null; readonly kind: 'refund' | 'chargeback' }[];
  readonly undone: readonly boolean[];
  readonly undoneAfterHours: number;
  readonly isCanceled: boolean;
}

const facts: fc.Arbitrary<Facts> = fc.record({
  refunds: fc.array(
    fc.record({
      amount: fc.option(fc.integer({ min: 0, max: 12_000 }), { nil: null, freq: 3 }),
      kind: fc.constantFrom('refund' as const, 'chargeback' as const),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  undone: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  undoneAfterHours: fc.constantFrom(1, 3, 9),
  isCanceled: fc.boolean(),
});

const tell = async (messages: readonly Message[]): Promise<void> => {
  for (const { operation, ...body } of messages) {
    const { status } = await it.call('POST', `/track/${operation}`, { body });
    expect([200, 201]).toContain(status);
  }
};

/** The order as nothing but its own name tells it apart from another one. */
const outcomeOf = async (order: string) => {
  const { body } = await it.call<{ data: Record<string, unknown>[] }>(
    'GET',
    `/api/v1/conversions?order_id=${order}`,
  );
  const [sale] = body.data;
  const rows = await it.app.read
    .selectFrom('commissions')
    .selectAll()
    .where('conversion_id', '=', String(sale?.id) as never)
    .execute();
  const refunds = await it.app.read
    .selectFrom('refunds')
    .select(['kind', 'state', 'applied_minor'])
    .where('conversion_id', '=', String(sale?.id) as never)
    .execute();
  return {
    status: sale?.refund_status,
    refunded: sale?.refunded_amount,
    owed: rows.map(toCommission).reduce((sum, line) => sum + presentAmountMinor(line), 0),
    applied: refunds.reduce((sum, row) => sum + row.applied_minor, 0),
    parked: refunds.filter(({ state }) => state === 'parked').length,
  };
};

test('told in any order, any number of times, a sale with its refunds comes to the same', async () => {
  const shuffles = fc.infiniteStream(fc.nat(1_000));
  await fc.assert(
    fc.asyncProperty(facts, shuffles, async (told, random) => {
      saleCount += 2;
      const [straight, shuffled] = [`P-${saleCount}`, `P-${saleCount + 1}`];
      await tell(storyOf(straight, told));
      const story = storyOf(shuffled, told);
      const repeated = [...story, ...story.filter(() => (random.next().value ?? 0) % 3 === 0)];
      const ranked = repeated.map((message) => ({ message, rank: random.next().value ?? 0 }));
      await tell(ranked.sort((left, right) => left.rank - right.rank).map(({ message }) => message));
      const outcome = await outcomeOf(straight);
      expect(await outcomeOf(shuffled)).toEqual(outcome);
      expect(outcome.applied).toBe(outcome.refunded as number);
      expect(outcome.parked).toBe(0);
    }),
    { numRuns: 60 },
  );
  const program = await it.app.read.selectFrom('programs').select('parked_refunds').execute();
  expect(program).toEqual([{ parked_refunds: 0 }]);
  expect(await it.app.read.selectFrom('parked_refunds').selectAll().execute()).toEqual([]);
  await assertBooksBalance(it);
  expect(Object.keys(await shop.balances())).toEqual(['pending']);
}, 60_000);
