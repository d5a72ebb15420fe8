import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { refundedOf, reversalTarget } from '../../src/refunds/refunded.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { openRefundShop, type RefundShop } from '../support/refunds.ts';

/** Sums worked out by hand: what each commission is worth after each refund of one sale. */
let it: TestApp;

beforeAll(async () => {
  it = await createTestApp();
});
afterAll(() => it.close());

interface Case {
  readonly name: string;
  readonly currency?: string;
  readonly program?: Readonly<Record<string, unknown>>;
  readonly rules?: readonly Readonly<Record<string, unknown>>[];
  readonly sale: Readonly<Record<string, unknown>>;
  /** Amounts of the refunds; null for the rest. */
  readonly refunds: readonly (number | null)[];
  /** The commissions at first and after each refund. */
  readonly worth: readonly (readonly number[])[];
}

const percent = (basis_points: number) => ({ default_rule: { kind: 'percent', basis_points } });
const flat = (amount: number) => ({ default_rule: { kind: 'flat', amount } });

const cases: readonly Case[] = [
  {
    name: 'three thirds end at nothing: 100.00 at 20 % is 20.00, then 13.33, 6.67, 0',
    sale: { amount: 10_000 },
    refunds: [3_333, 3_333, 3_334],
    worth: [[2_000], [1_333], [667], [0]],
  },
  {
    name: 'a third of one cent is nothing, two thirds are one: 0.03 at 33.33 % is 0.01',
    program: percent(3_333),
    sale: { amount: 3 },
    refunds: [1, 1, 1],
    worth: [[1], [1], [0], [0]],
  },
  {
    name: 'tax and shipping are part of what is refunded, not of what earns: half of 119.00 is half of 20.00',
    sale: { amount: 11_900, tax: 1_400, shipping: 500 },
    refunds: [5_950, 5_950],
    worth: [[2_000], [1_000], [0]],
  },
  {
    name: 'tax and shipping that earn, too: half of 119.00 is half of 23.80',
    program: { base_includes_tax: true, base_includes_shipping: true },
    sale: { amount: 11_900, tax: 1_400, shipping: 500 },
    refunds: [5_950, null],
    worth: [[2_380], [1_190], [0]],
  },
  {
    name: 'a flat 5.00 goes back in proportion: a quarter of 80.00 takes 1.25',
    program: flat(500),
    sale: { amount: 8_000 },
    refunds: [2_000, null],
    worth: [[500], [375], [0]],
  },
  {
    name: 'what a cap cut goes back by what was earned: 20 % of 1,000.00 capped at 50.00, a tenth takes 5.00',
    program: { default_rule: undefined },
    rules: [{ kind: 'percent', basis_points: 2_000, cap: 5_000 }],
    sale: { amount: 100_000 },
    refunds: [10_000, 45_000, null],
    worth: [[5_000], [4_500], [2_250], [0]],
  },
  {
    name: 'without decimals: 1,001 yen at 15 % is 150, a refund of 500 takes round(74.93)',
    currency: 'JPY',
    program: percent(1_500),
    sale: { amount: 1_001 },
    refunds: [500, 501],
    worth: [[150], [75], [0]],
  },
  {
    name: 'with three decimals: 10.005 dinars at 12.5 % is 1.251, a refund of 3.335 takes 0.417',
    currency: 'KWD',
    program: percent(1_250),
    sale: { amount: 10_005 },
    refunds: [3_335, null],
    worth: [[1_251], [834], [0]],
  },
  {
    name: 'each line by itself: 60.00 of books at 20 %, 40.00 of a course at 10 %',
    rules: [{ kind: 'percent', basis_points: 1_000, scope: { product_id: 'course' } }],
    sale: {
      amount: 10_000,
      items: [
        { product_id: 'book', amount: 6_000 },
        { product_id: 'course', amount: 4_000 },
      ],
    },
    refunds: [3_333, 3_333, null],
    worth: [
      [1_200, 400],
      [800, 267],
      [400, 133],
      [0, 0],
    ],
  },
  {
    name: 'where nothing was charged there is nothing to take back: a flat 5.00 stays',
    program: flat(500),
    sale: { amount: 0 },
    refunds: [null, 100],
    worth: [[500], [500], [500]],
  },
  {
    name: 'a refund of nothing changes nothing',
    sale: { amount: 10_000 },
    refunds: [0],
    worth: [[2_000], [2_000]],
  },
  {
    name: 'half a cent rounds away from zero, and is not taken twice: 0.05 at 20 % is 0.01',
    sale: { amount: 5 },
    refunds: [2, 1, 2],
    worth: [[1], [1], [0], [0]],
  },
];

const worthOf = async (saleId: string): Promise<number[]> => {
  const { body } = await it.call<{ data: { amount: number }[] }>(
    'GET',
    `/api/v1/commissions?conversion_id=${saleId}`,
  );
  return body.data.map(({ amount }) => amount).reverse();
};

describe('by hand', () => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const { currency = 'USD' } = one;
    const shop: RefundShop = await openRefundShop(it, { currency, ...one.program });
    for (const rule of one.rules ?? []) await it.build.rule({ program_id: shop.programId, ...rule });
    const program = shop.programId;
    const sale = await shop.buy('H-1', { program, currency, ...one.sale });
    expect(await worthOf(sale.id)).toEqual([...(one.worth[0] ?? [])]);
    for (const [index, amount] of one.refunds.entries()) {
      const body = { program, refund_id: `h-${index}`, order_id: 'H-1', ...(amount !== null && { amount }) };
      expect((await shop.refund(body)).status).toBe(201);
      expect(await worthOf(sale.id)).toEqual([...(one.worth[index + 1] ?? [])]);
    }
    await assertBooksBalance(it);
  });
});

describe('what refunds come to', () => {
  const facts = (seq: number, kind: string, amountMinor: number | null, refundId = `r${seq}`) => ({
    ...{ seq, amountMinor, refundId, kind: kind as 'refund', occurredAt: seq },
    id: `rfd_${seq}` as const,
  });

  test('a rest that came after a refund stays what it was when that is undone', () => {
    const all = [
      facts(1, 'refund', 30, 'a'),
      facts(2, 'refund', null, 'b'),
      facts(3, 'refund_canceled', null, 'a'),
    ];
    const { refundedMinor, status, applied } = refundedOf(100, all);
    expect([refundedMinor, status]).toEqual([70, 'partial']);
    expect(Object.fromEntries(applied)).toEqual({ rfd_1: 30, rfd_2: 70, rfd_3: -30 });
  });

  test('a chargeback counts as one until it is won, whatever it took', () => {
    const all = [facts(1, 'refund', null), facts(2, 'chargeback', null, 'd')];
    expect(refundedOf(100, all)).toMatchObject({ refundedMinor: 100, status: 'charged_back' });
    const won = [...all, facts(3, 'chargeback_won', null, 'd')];
    expect(refundedOf(100, won)).toMatchObject({ refundedMinor: 100, status: 'full' });
  });

  test('what undoes a refund undoes no chargeback of the same id', () => {
    const all = [facts(1, 'chargeback', null, 'x'), facts(2, 'refund_canceled', null, 'x')];
    const { refundedMinor, waiting } = refundedOf(100, all);
    expect([refundedMinor, [...waiting]]).toEqual([100, ['rfd_2']]);
  });

  test('the largest amounts are exact', () => {
    const original = { minor: 999_999_999_999_999, currency: 'USD' as never };
    const shares = { amountMinor: 1e15, refundedMinor: 333_333_333_333_333 };
    expect(reversalTarget(original, shares)).toBe(333_333_333_333_333);
  });
});
