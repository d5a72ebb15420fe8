import { expect } from 'bun:test';
import { releaseDueCommissions } from '../../src/workflows/commissions/release-due-commissions.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import type { AnswerBody, TestAnswer } from '../support/call.ts';

/** A program without a hold, in which money can be paid at once. */
export interface PayoutTest extends TestApp {
  /** A purchase that earns the partner so much, due at once. */
  earn(code: string, amountMinor: number, fields?: object): Promise<string>;
  refund(orderId: string, amountMinor?: number): Promise<void>;
  post(path: string, body?: object, options?: object): Promise<TestAnswer>;
  /** Drafts and approves a batch; answers its payouts, oldest first. */
  pay(selection?: object): Promise<readonly AnswerBody[]>;
  balanceOf(partnerId: string, currency?: string): Promise<AnswerBody | undefined>;
  rows(table: 'commissions' | 'payouts' | 'payout_items' | 'ledger_entries'): Promise<Row[]>;
  /** What must be true of all money at any time. */
  assertBooks(): Promise<void>;
}

type Row = Readonly<Record<string, string | number | null>>;

export const createPayoutTest = async (program: object = {}): Promise<PayoutTest> => {
  const test = await createTestApp();
  await test.build.program({
    hold_days: 0,
    default_rule: { kind: 'percent', basis_points: 10_000 },
    ...program,
  });
  const post: PayoutTest['post'] = (path, body, options = {}) =>
    test.call('POST', `/api/v1/${path}`, { ...(body && { body }), ...options });
  let orders = 0;
  return {
    ...test,
    post,
    earn: async (code, amountMinor, fields = {}) => {
      orders += 1;
      const orderId = `order-${orders}`;
      const body = { order_id: orderId, partner: code, amount: amountMinor, currency: 'USD', ...fields };
      const sold = await test.call('POST', '/track/purchase', { body });
      expect(sold.status).toBe(201);
      await releaseDueCommissions(test.app.transact, 'req_release');
      return orderId;
    },
    refund: async (orderId, amountMinor) => {
      const body = {
        order_id: orderId,
        refund_id: `refund-of-${orderId}-${amountMinor}`,
        amount: amountMinor,
      };
      expect((await test.call('POST', '/track/refund', { body })).status).toBe(201);
    },
    pay: async (selection = {}) => {
      const draft = await post('payout-batches', selection);
      expect(draft.status).toBe(201);
      const approved = await post(`payout-batches/${draft.body.id}/approval`);
      expect(approved.status).toBe(200);
      const list = await test.call('GET', `/api/v1/payouts?batch_id=${draft.body.id}&limit=200`);
      return [...list.body.data].reverse();
    },
    balanceOf: async (partnerId, currency = 'USD') => {
      const { body } = await test.call('GET', `/api/v1/balances?partner_id=${partnerId}`);
      return body.data.find((balance) => balance.currency === currency);
    },
    rows: (table) =>
      test.app.read
        .selectFrom(table as 'payouts')
        .selectAll()
        .orderBy('seq')
        .execute() as never,
    assertBooks: async () => {
      await assertBooksBalance(test);
      await assertPayoutsHold(test);
    },
  };
};

/** Every paid commission is in exactly one live item; items sum to their payout; what is reserved is reserved once. */
const assertPayoutsHold = async ({ app }: TestApp): Promise<void> => {
  const payouts = await app.read.selectFrom('payouts').selectAll().execute();
  const items = await app.read.selectFrom('payout_items').selectAll().execute();
  const commissions = await app.read.selectFrom('commissions').selectAll().execute();
  for (const payout of payouts) {
    const own = items.filter((item) => item.payout_id === payout.id);
    expect(own.reduce((sum, item) => sum + item.amount_minor, 0)).toBe(payout.amount_minor);
    expect(own.length).toBe(payout.item_count);
    expect(payout.amount_minor).toBeGreaterThan(0);
    expect(own.every((item) => (item.released_at !== null) === (payout.state === 'canceled'))).toBe(true);
  }
  const live = new Map(
    items.filter((item) => item.released_at === null).map((item) => [item.commission_id, item]),
  );
  for (const commission of commissions) {
    const item = live.get(commission.id);
    const isIn = commission.state === 'paid' || commission.state === 'processing';
    expect([commission.id, commission.state, item !== undefined]).toEqual([
      commission.id,
      commission.state,
      isIn,
    ]);
    expect(commission.payout_id).toBe(item?.payout_id ?? null);
    if (item) expect(commission.amount_minor - commission.reversed_minor).toBe(item.amount_minor);
  }
};
