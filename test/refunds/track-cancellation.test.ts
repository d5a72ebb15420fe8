import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { openRefundShop, type RefundShop } from '../support/refunds.ts';

/** One program that pays 20 % of each purchase, and 1.00 once for the product `gift`. */
let it: TestApp;
let shop: RefundShop;

beforeAll(async () => {
  it = await createTestApp();
  shop = await openRefundShop(it);
  await it.build.rule({ kind: 'flat', amount: 100, max_count: 1, scope: { product_id: 'gift' } });
});
afterAll(() => it.close());
beforeEach(async () => {
  await it.events();
});
afterEach(() => assertBooksBalance(it));

const summary = ({ commissions }: Awaited<ReturnType<RefundShop['buy']>>) =>
  commissions.map(({ amount }) => amount);

describe('the cancellation of an order', () => {
  test('refunds the rest, once, and answers as a refund', async () => {
    const sale = await shop.buy('C-1');
    await shop.refund({ refund_id: 'c-1', order_id: 'C-1', amount: 4_000 });
    const first = await shop.cancel({ order_id: 'C-1' });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      id: sale.id,
      conversion: { refund_status: 'full' },
      refund: { applied_amount: 6_000, refund_id: 'cancellation:C-1' },
    });
    await it.events();
    expect((await shop.cancel({ order_id: 'C-1' })).status).toBe(200);
    expect(await it.events()).toEqual([]);
  });

  test('waits for an order that is not known', async () => {
    const { body } = await shop.cancel({ order_id: 'C-2' });
    expect(body).toMatchObject({ id: null, refund: { state: 'parked' } });
    expect((await shop.buy('C-2')).conversion.refund_status).toBe('full');
  });
});

describe('the cancellation of a customer', () => {
  test('keeps what was earned; later purchases earn nothing, and say why', async () => {
    expect(summary(await shop.buy('S-1', { customer_id: 's' }))).toEqual([2_000]);
    const { status, body } = await shop.cancel({ customer_id: 's' });
    expect([status, body.outcome, body.partner_id]).toEqual([201, 'stopped', shop.partnerId]);
    it.clock.advance(1_000);
    const later = await shop.buy('S-2', { customer_id: 's', promo_code: undefined });
    expect(summary(later)).toEqual([0]);
    const [line] = later.commissions;
    expect(await shop.commission(String(line?.id))).toMatchObject({ reason: 'recurring_stopped' });
    const again = await shop.cancel({ customer_id: 's' });
    expect([again.status, again.body.outcome]).toEqual([200, 'already_stopped']);
  });

  test('does not stop what is paid once, nor a purchase that happened before, nor a first one', async () => {
    await it.call('POST', '/track/signup', { body: { customer_id: 't', promo_code: 'ADA20' } });
    await shop.cancel({ customer_id: 't' });
    it.clock.advance(1_000);
    expect(summary(await shop.buy('T-1', { customer_id: 't' }))).toEqual([2_000]);
    const gift = { items: [{ product_id: 'gift', amount: 10_000 }] };
    expect(summary(await shop.buy('T-2', { customer_id: 't', ...gift }))).toEqual([100]);
    const occurred_at = new Date(it.clock.now() - 2_000).toISOString();
    expect(summary(await shop.buy('T-3', { customer_id: 't', occurred_at }))).toEqual([2_000]);
  });

  test('of whom nobody referred, or nobody knows, is accepted and changes nothing', async () => {
    await shop.buy('N-1', { customer_id: 'n', promo_code: undefined });
    await it.events();
    expect((await shop.cancel({ customer_id: 'n' })).body.outcome).toBe('no_referral');
    expect((await shop.cancel({ customer_id: 'nobody' })).body).toMatchObject({
      ...{ id: null, outcome: 'unknown_customer', customer_id: 'nobody' },
    });
    expect(await it.events()).toEqual([]);
  });

  test('with a key is answered as before when it is told again', async () => {
    await shop.buy('S-9', { customer_id: 'k' });
    const body = { customer_id: 'k', idempotency_key: 'cancel-k' };
    const first = await shop.cancel(body);
    const again = await shop.cancel(body);
    expect([again.status, again.body]).toEqual([200, { ...first.body, replayed: true }]);
    expect((await shop.cancel({ ...body, customer_id: 's' })).body.code).toBe('idempotency_conflict');
  });
});

test('a cancellation names an order or a customer, not both and not nothing', async () => {
  expect((await shop.cancel({})).status).toBe(422);
  expect((await shop.cancel({ order_id: 'C-1', customer_id: 's' })).status).toBe(422);
});
