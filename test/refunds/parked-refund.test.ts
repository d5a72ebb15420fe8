import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { RefundAnswer } from '../../src/workflows/refunds/refund-answer.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { openRefundShop, type RefundShop } from '../support/refunds.ts';

/** Refunds that come before what they are about, or of sales that earn nothing yet. */
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

const waiting = async () => {
  const [program] = await it.app.read.selectFrom('programs').select('parked_refunds').execute();
  return program?.parked_refunds;
};

test('a refund before its sale is kept, and applied in the unit that creates the sale', async () => {
  const early = await shop.refund({ refund_id: 'w-1', order_id: 'W-1', amount: 2_500 });
  expect(early.status).toBe(201);
  expect(early.body).toMatchObject({
    id: null,
    conversion: null,
    refund: { state: 'parked', amount: 2_500, applied_amount: 0, conversion_id: null },
  });
  expect(await it.events()).toEqual([]);
  expect(await waiting()).toBe(1);
  const sale = await shop.buy('W-1');
  expect(sale).toMatchObject({
    conversion: { refunded_amount: 2_500, refund_status: 'partial' },
    commissions: [{ amount: 1_500 }],
  });
  expect((await it.events()).slice(-3)).toEqual([
    'commission.created',
    'conversion.updated',
    'commission.adjusted',
  ]);
  expect(await waiting()).toBe(0);
  const again = await shop.refund({ refund_id: 'w-1', order_id: 'W-1', amount: 2_500 });
  expect([again.status, again.body.id, again.body.refund.state]).toEqual([200, sale.id, 'applied']);
});

test('it waits by each name of the order, and a name that is told later finds it', async () => {
  await shop.refund({ refund_id: 'w-2', invoice_id: 'in-2', charge_id: 'ch-2', amount: 100 });
  expect((await shop.buy('ch-2')).conversion.refunded_amount).toBe(100);
  await shop.refund({ refund_id: 'w-3', charge_id: 'ch-3', amount: 100 });
  await shop.buy('W-3');
  const { body } = await it.call<{ conversion: { refunded_amount: number } }>('POST', '/track/purchase', {
    body: { order_id: 'W-3', charge_id: 'ch-3', amount: 10_000, currency: 'USD' },
  });
  expect(body.conversion.refunded_amount).toBe(100);
  expect(await waiting()).toBe(0);
});

test('told twice while it waits, it is one; with another amount it is refused', async () => {
  const body = { refund_id: 'w-4', order_id: 'W-4', amount: 100 };
  await shop.refund(body);
  expect((await shop.refund(body)).status).toBe(200);
  expect((await shop.refund({ ...body, amount: 101 })).body.code).toBe('already_exists');
  expect((await shop.buy('W-4')).conversion.refunded_amount).toBe(100);
});

test('in another currency than the sale it is not of that sale, and waits on', async () => {
  await shop.refund({ refund_id: 'w-5', order_id: 'W-5', amount: 100, currency: 'EUR' });
  expect((await shop.buy('W-5')).conversion.refund_status).toBe('none');
  expect(await waiting()).toBe(1);
});

test('what undoes a refund may come before it, before the sale or after', async () => {
  const undo = { refund_id: 'w-6', order_id: 'W-6', kind: 'refund_canceled' };
  await shop.refund(undo);
  await shop.refund({ refund_id: 'w-6', order_id: 'W-6' });
  expect((await shop.buy('W-6')).conversion.refund_status).toBe('none');
  await shop.buy('W-7');
  const early = await shop.refund({ ...undo, refund_id: 'w-7', order_id: 'W-7' });
  expect(early.body).toMatchObject({ refund: { state: 'parked', applied_amount: 0 } });
  expect(early.body.warnings).toHaveLength(1);
  const late = await shop.refund({ refund_id: 'w-7', order_id: 'W-7', amount: 300 });
  expect(late.body).toMatchObject({ conversion: { refunded_amount: 0 }, refund: { applied_amount: 0 } });
  const { body } = await it.call('GET', '/api/v1/refunds?refund_id=w-7');
  expect(body.data.map(({ state }) => state)).toEqual(['applied', 'applied']);
});

test('of a sale that nobody brought, it is kept and tells what changed', async () => {
  await shop.buy('U-1', { promo_code: undefined });
  await it.events();
  const { body } = await shop.refund({ refund_id: 'u-1', order_id: 'U-1', amount: 100 });
  expect(body).toMatchObject({
    attributed: false,
    conversion: { refund_status: 'partial' },
    commissions: [],
  });
  expect(await it.events()).toEqual(['conversion.updated']);
});

test('of a rejected sale it moves nothing, and counts once the sale is qualified', async () => {
  const sale = await shop.buy('U-2');
  const rejected = await it.call('POST', `/api/v1/conversions/${sale.id}/rejection`, {
    body: { reason: 'fraud' },
  });
  expect(rejected.status).toBe(200);
  await it.events();
  await shop.refund({ refund_id: 'u-2', order_id: 'U-2', amount: 2_500 });
  expect(await it.events()).toEqual(['conversion.updated']);
  await it.call('POST', `/api/v1/conversions/${sale.id}/qualification`, { body: {} });
  expect((await it.events()).slice(-2)).toEqual(['commission.created', 'commission.adjusted']);
  const again = await shop.refund({ refund_id: 'u-2', order_id: 'U-2', amount: 2_500 });
  expect(again.body.commissions.map(({ amount }) => amount)).toEqual([0, 1_500]);
});

test('an item of a batch, refunds and cancellations are what they are alone', async () => {
  await it.events();
  const { body } = await it.call<{ results: { status: number; body: RefundAnswer }[] }>(
    'POST',
    '/track/batch',
    {
      body: {
        items: [
          { operation: 'refund', refund_id: 'b-1', order_id: 'B-1', amount: 1_000 },
          { operation: 'purchase', order_id: 'B-1', promo_code: 'ADA20', amount: 10_000, currency: 'USD' },
          { operation: 'cancellation', order_id: 'B-1' },
          { operation: 'refund', refund_id: 'b-2', order_id: 'B-1', kind: 'gift' },
        ],
      },
    },
  );
  expect(body.results.map(({ status }) => status)).toEqual([201, 201, 201, 422]);
  expect(body.results[2]?.body).toMatchObject({
    conversion: { refund_status: 'full' },
    refund: { applied_amount: 9_000 },
  });
});
