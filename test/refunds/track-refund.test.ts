import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { openRefundShop, type RefundReply, type RefundShop } from '../support/refunds.ts';
import { countRows } from '../support/stored-rows.ts';

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

/** A sale whose events were read. */
const bought = async (orderId: string, fields = {}) => {
  const sale = await shop.buy(orderId, fields);
  await it.events();
  return sale;
};

describe('a refund of an unpaid sale', () => {
  test('takes the commission back in proportion, and says so of the conversion first', async () => {
    const sale = await bought('R-1');
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

  test('of the whole, without an amount, voids the commission', async () => {
    const sale = await bought('R-2');
    const { body } = await shop.refund({ refund_id: 're-2', order_id: 'R-2' });
    expect(body).toMatchObject({
      conversion: { refunded_amount: 10_000, refund_status: 'full' },
      commissions: [{ amount: 0, state: 'voided' }],
      refund: { amount: 10_000, applied_amount: 10_000 },
    });
    expect(await shop.commission(String(sale.commissions[0]?.id))).toMatchObject({ reason: 'refund' });
    expect(await it.events()).toEqual(['conversion.updated', 'commission.voided']);
  });

  test('without an amount takes the rest, and so does a chargeback; winning it gives back exactly that', async () => {
    await bought('R-3');
    await shop.refund({ refund_id: 're-3', order_id: 'R-3', amount: 3_000 });
    const back = await shop.refund({ refund_id: 'dp-3', order_id: 'R-3', kind: 'chargeback' });
    expect(back.body).toMatchObject({
      conversion: { refunded_amount: 10_000, refund_status: 'charged_back' },
      refund: { applied_amount: 7_000 },
    });
    const won = await shop.refund({ refund_id: 'dp-3', order_id: 'R-3', kind: 'chargeback_won' });
    expect(won.body).toMatchObject({
      conversion: { refunded_amount: 3_000, refund_status: 'partial' },
      commissions: [
        { amount: 0, state: 'voided' },
        { amount: 1_400, state: 'pending' },
      ],
      refund: { applied_amount: -7_000, amount: 7_000 },
    });
  });

  test('above what remains is cut to it, with a warning, and takes what it was cut by once there is room', async () => {
    await bought('R-4');
    await shop.refund({ refund_id: 're-4a', order_id: 'R-4', amount: 6_000 });
    const { body } = await shop.refund({ refund_id: 're-4b', order_id: 'R-4', amount: 6_000 });
    expect(body.refund.applied_amount).toBe(4_000);
    expect(body.warnings[0]).toContain('4000 of the 6000');
    await it.events();
    const more = await shop.refund({ refund_id: 're-4c', order_id: 'R-4', amount: 1 });
    expect(more.body.refund.applied_amount).toBe(0);
    expect(await it.events()).toEqual([]);
    const undone = await shop.refund({ refund_id: 're-4a', order_id: 'R-4', kind: 'refund_canceled' });
    expect(undone.body.conversion?.refunded_amount).toBe(6_001);
  });

  test('may be named by any name of the order, or by the conversion', async () => {
    const sale = await bought('R-5', { charge_id: 'ch-5' });
    const byAlias = await shop.refund({ refund_id: 're-5', charge_id: 'ch-5', amount_cents: 1_000 });
    expect(byAlias.body.id).toBe(sale.id);
    const byId = await shop.refund({ refund_id: 're-5b', conversion_id: sale.id, amount: 1_000 });
    expect(byId.body.conversion?.refunded_amount).toBe(2_000);
  });

  test('names unknown fields, and an amount that what undoes does not need, in warnings', async () => {
    await bought('R-6');
    await shop.refund({ refund_id: 're-6', order_id: 'R-6', amount: 500, note: 'x' });
    const { status, body } = await shop.refund({
      ...{ refund_id: 're-6', order_id: 'R-6', kind: 'refund_canceled', amount: 400 },
    });
    expect(status).toBe(201);
    expect(body.refund.applied_amount).toBe(-500);
    expect(body.warnings).toHaveLength(1);
  });
});

describe('told again', () => {
  test('fifty times at once under one key it is one refund; under its own id as well', async () => {
    await bought('K-1');
    for (const same of [
      { idempotency_key: 'fifty-1', order_id: 'K-1', amount: 100 },
      { refund_id: 'fifty-2', order_id: 'K-1', amount: 100 },
    ]) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => shop.refund(same)));
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array(49).fill(200), 201]);
      expect(new Set(answers.map(({ body }) => JSON.stringify({ ...body, replayed: null }))).size).toBe(1);
    }
    const [first] = await it.app.read
      .selectFrom('conversions')
      .select('refunded_minor')
      .where('order_id', '=', 'K-1')
      .execute();
    expect(first?.refunded_minor).toBe(200);
  });

  test('with the same key it is the first answer, whatever happened since', async () => {
    await bought('K-2');
    const body = { order_id: 'K-2', amount: 100 };
    const first = await shop.refund(body, { 'idempotency-key': 'k-2' });
    await shop.refund({ refund_id: 'later', order_id: 'K-2' });
    const again = await shop.refund(body, { 'idempotency-key': 'k-2' });
    expect(again.status).toBe(200);
    expect(again.body).toEqual({ ...first.body, replayed: true });
    expect(first.body.refund.refund_id).toBe(first.body.refund.id);
  });

  test('with the same key and another body, or the same id and another amount or order, it is refused', async () => {
    await bought('K-3');
    await bought('K-4');
    await shop.refund({ idempotency_key: 'k-3', refund_id: 'r-3', order_id: 'K-3', amount: 100 });
    await it.events();
    const before = await countRows(it);
    const refused: [object, string][] = [
      [{ idempotency_key: 'k-3', refund_id: 'r-3', order_id: 'K-3', amount: 101 }, 'idempotency_conflict'],
      [{ refund_id: 'r-3', order_id: 'K-3', amount: 101 }, 'already_exists'],
      [{ refund_id: 'r-3', order_id: 'K-3' }, 'already_exists'],
      [{ refund_id: 'r-3', order_id: 'K-4', amount: 100 }, 'already_exists'],
      [{ refund_id: 'r-3', order_id: 'K-unknown', amount: 100 }, 'already_exists'],
    ];
    for (const [body, code] of refused) {
      const answer = await shop.refund(body as Record<string, unknown>);
      expect([answer.status, answer.body.code]).toEqual([409, code]);
    }
    expect(await countRows(it)).toEqual(before);
    expect(await it.events()).toEqual([]);
  });

  test('the rest may be told again by what it came to', async () => {
    await bought('K-5');
    await shop.refund({ refund_id: 'r-5', order_id: 'K-5' });
    expect((await shop.refund({ refund_id: 'r-5', order_id: 'K-5', amount: 10_000 })).status).toBe(200);
  });
});

describe('a refund that is refused', () => {
  const refuse = async (body: object, path: string): Promise<RefundReply> => {
    const before = await countRows(it);
    const answer = await shop.refund(body as Record<string, unknown>);
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([422, path]);
    expect(await countRows(it)).toEqual(before);
    return answer.body;
  };

  test('names its field, stores nothing and leaves its key for the corrected one', async () => {
    await bought('F-1');
    const signup = await it.call('POST', '/track/signup', { body: { customer_id: 'f-1' } });
    const known = { refund_id: 'f', order_id: 'F-1' };
    await refuse({ refund_id: 'f' }, 'order_id');
    await refuse({ order_id: 'F-1', amount: 5 }, 'idempotency_key');
    await refuse({ idempotency_key: 'f', order_id: 'F-1', kind: 'chargeback_won' }, 'refund_id');
    await refuse({ ...known, kind: 'gift' }, 'kind');
    await refuse({ ...known, amount_cents: -1 }, 'amount_cents');
    await refuse({ ...known, amount: 1.5 }, 'amount');
    await refuse({ ...known, currency: 'EUR' }, 'currency');
    await refuse({ ...known, occurred_at: '2026-05-17T12:00:00Z' }, 'occurred_at');
    await refuse({ refund_id: 'f', conversion_id: signup.body.id }, 'conversion_id');
    await refuse({ refund_id: 'f', conversion_id: 'cnv_0000000000' }, 'conversion_id');
    await refuse({ idempotency_key: 'f-key', order_id: 'F-1', amount: 5, currency: 'EUR' }, 'currency');
    const corrected = await shop.refund({ idempotency_key: 'f-key', order_id: 'F-1', amount: 5 });
    expect(corrected.status).toBe(201);
  });

  test('undoes nothing of another sale', async () => {
    await bought('F-2');
    await bought('F-3');
    await shop.refund({ refund_id: 'f-2', order_id: 'F-2', amount: 5 });
    await refuse({ refund_id: 'f-2', order_id: 'F-3', kind: 'refund_canceled' }, 'refund_id');
  });

  test('reaches no other program, by order, conversion or name of the program', async () => {
    const sale = await bought('F-4');
    const other = await createOther();
    const call = (body: object) => it.call<RefundReply>('POST', '/track/refund', { body, key: other.key });
    expect((await call({ refund_id: 'o', conversion_id: sale.id })).status).toBe(422);
    expect((await call({ refund_id: 'o', order_id: 'F-4', program: other.firstId })).status).toBe(422);
    const parked = await call({ refund_id: 'o', order_id: 'F-4' });
    expect(parked.body.refund.state).toBe('parked');
  });

  const createOther = async () => {
    const { body } = await it.call<{ data: { id: string }[] }>('GET', '/api/v1/programs');
    const program = await it.build.program({ name: 'Other' });
    const key = await it.build.key({ programId: program.id });
    return { key, firstId: body.data[0]?.id };
  };
});
