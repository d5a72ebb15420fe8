import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { openRefundShop, type RefundReply, type RefundShop } from '../support/refunds.ts';

/** What a person with a key of the scope `write` may do about refunds. */
let it: TestApp;
let shop: RefundShop;

beforeAll(async () => {
  it = await createTestApp();
  shop = await openRefundShop(it);
});
afterAll(() => it.close());

const refund = (id: string, body: object | undefined, options: object = {}) =>
  it.call<RefundReply>('POST', `/api/v1/conversions/${id}/refund`, {
    ...(body && { body }),
    ...options,
  });

test('a person refunds a conversion, and a double click refunds it once', async () => {
  const sale = await shop.buy('A-1');
  await it.events();
  const headers = { 'idempotency-key': 'click' };
  const answers = await Promise.all([
    refund(sale.id, { amount: 2_500 }, { headers }),
    refund(sale.id, { amount: 2_500 }, { headers }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 201]);
  expect(answers[0]?.body).toMatchObject({
    conversion: { refunded_amount: 2_500 },
    commissions: [{ amount: 1_500 }],
  });
  expect(await it.events()).toEqual(['conversion.updated', 'commission.adjusted']);
  const rest = await refund(sale.id, { refund_id: 'rest' });
  expect(rest.body.conversion?.refund_status).toBe('full');
  const [row] = (await it.call('GET', `/api/v1/refunds?refund_id=rest`)).body.data;
  expect(row).toMatchObject({ conversion_id: sale.id, order_id: null, applied_amount: 7_500 });
  await assertBooksBalance(it);
});

test('the key of one conversion is refused for another', async () => {
  const [one, other] = [await shop.buy('A-2'), await shop.buy('A-3')];
  await refund(one.id, { idempotency_key: 'same', amount: 1 });
  const answer = await refund(other.id, { idempotency_key: 'same', amount: 1 });
  expect([answer.status, answer.body.code]).toEqual([409, 'idempotency_conflict']);
});

test('without a key or a refund_id, with an unknown field or another currency it is refused', async () => {
  const { id } = await shop.buy('A-4');
  const paths = async (body: object | undefined) =>
    (await refund(id, body)).body.errors.map(({ path }) => path);
  expect(await paths(undefined)).toEqual(['idempotency_key']);
  expect(await paths({ refund_id: 'x', order_id: 'A-4' })).toEqual(['order_id']);
  expect(await paths({ refund_id: 'x', currency: 'EUR' })).toEqual(['currency']);
  expect((await shop.refund({ refund_id: 'x', order_id: 'A-4', amount: 1 })).status).toBe(201);
});

test('a key of another program, or with another scope, refunds nothing and lists nothing of it', async () => {
  const { id } = await shop.buy('A-5');
  await shop.refund({ refund_id: 'a-5', order_id: 'A-5', amount: 1 });
  const { id: programId } = await it.build.program({ name: 'Other' });
  const foreign = await it.build.key({ scopes: ['write'], programId });
  const reader = await it.build.key({ scopes: ['read'] });
  expect((await refund(id, { refund_id: 'y' }, { key: foreign })).status).toBe(404);
  expect((await it.call('GET', `/api/v1/conversions/${id}/refunds`, { key: foreign })).status).toBe(404);
  expect((await it.call('GET', '/api/v1/refunds', { key: foreign })).body.data).toEqual([]);
  expect((await refund(id, { refund_id: 'y' }, { key: reader })).status).toBe(403);
  expect((await it.call('GET', '/api/v1/refunds', { key: reader })).body.data).not.toEqual([]);
});

test('lists come in pages, newest first', async () => {
  const first = await it.call<{ data: unknown[]; next_cursor: string }>('GET', '/api/v1/refunds?limit=2');
  expect(first.body.data).toHaveLength(2);
  const second = await it.call('GET', `/api/v1/refunds?limit=2&cursor=${first.body.next_cursor}`);
  expect(second.body.data[0]).not.toEqual(first.body.data[1] as never);
  expect((await it.call('GET', '/api/v1/refunds?what=x')).status).toBe(422);
});
