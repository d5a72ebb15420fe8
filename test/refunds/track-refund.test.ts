import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { openRefundShop, type RefundShop } from '../support/refunds.ts';

/** Purchases of 100.00 USD that earn 20.00 each; every test has an order of its own. */
let it: TestApp;
let shop: RefundShop;

beforeAll(async () => {
  it = await createTestApp();
  shop = await openRefundShop(it);
});
afterAll(() => it.close());
beforeEach(async () => {
  await it.events();
});
afterEach(() => assertBooksBalance(it));

describe('a refund of an unpaid sale', () => {
  test('takes the commission back in proportion, and says so of the conversion first', async () => {
    const sale = await shop.buy('R-1');
    await it.events();
    const { status, body } = await shop.refund({ refund_id: 're-1', order_id: 'R-1', amount: 2_500 });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: sale.id,
      type: 'purchase',
      replayed: false,
      attributed: true,
      conversion: { refunded_amount: 2_500, refund_status: 'partial' },
      commissions: [{ amount: 1_500, state: 'pending' }],
      refund: {
        refund_id: 're-1',
        kind: 'refund',
        amount: 2_500,
        currency: 'USD',
        applied_amount: 2_500,
        state: 'applied',
      },
      warnings: [],
    });
    expect(await it.events()).toEqual(['conversion.updated', 'commission.adjusted']);
  });
});
