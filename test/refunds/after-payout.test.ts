import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs, toIso } from '../../src/core/clock.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { openRefundShop, type RefundShop } from '../support/refunds.ts';

/** Refunds of sales whose commission of 20.00 USD is in a payout, or was paid by one. */
let it: TestApp;
let shop: RefundShop;
const payoutId = 'pay_0000000001';

beforeAll(async () => {
  it = await createTestApp();
  shop = await openRefundShop(it, { hold_days: 1 });
});
afterAll(() => it.close());
beforeEach(async () => {
  await it.events();
});
afterEach(() => assertBooksBalance(it));

/** A sale whose commission is due, in a payout, or paid. */
const saleThatIs = async (orderId: string, state: 'due' | 'processing' | 'paid') => {
  const sale = await shop.buy(orderId);
  const id = String(sale.commissions[0]?.id);
  it.clock.advance(2 * dayMs);
  await shop.change(id, {});
  if (state !== 'due') await shop.change(id, { payoutId });
  if (state === 'paid') await shop.change(id, { paidAt: it.clock.now() });
  await it.events();
  return { sale, id };
};

const linesOf = async (conversionId: string) => {
  const { body } = await it.call<{ data: Record<string, unknown>[] }>(
    'GET',
    `/api/v1/commissions?conversion_id=${conversionId}`,
  );
  return body.data
    .map(({ kind, amount, state, reason, original_commission_id }) => ({
      ...{ kind, amount, state, reason, original: original_commission_id },
    }))
    .reverse();
};

describe('a refund of what was paid', () => {
  test('claws its part back by a line that names the commission, is due at once and tells nothing else', async () => {
    const { sale, id } = await saleThatIs('P-1', 'paid');
    await shop.refund({ refund_id: 're-1', order_id: 'P-1', amount: 2_500 });
    expect(await linesOf(sale.id)).toEqual([
      { kind: 'sale', amount: 2_000, state: 'paid', reason: null, original: null },
      { kind: 'clawback', amount: -500, state: 'due', reason: 'refund', original: id },
    ]);
    expect(await it.events()).toEqual(['conversion.updated', 'commission.adjusted']);
    expect(await shop.balances()).toMatchObject({ due: -500, paid: 2_000 });
    await shop.refund({ refund_id: 're-1', order_id: 'P-1', kind: 'refund_canceled' });
    await it.events();
  });

  test('and won back, it is restored with the due date of the original, to the unit', async () => {
    const { sale, id } = await saleThatIs('P-2', 'paid');
    await shop.refund({ refund_id: 're-2', order_id: 'P-2', amount: 3_333, kind: 'chargeback' });
    await shop.refund({ refund_id: 're-2', order_id: 'P-2', kind: 'chargeback_won' });
    expect(await linesOf(sale.id)).toEqual([
      { kind: 'sale', amount: 2_000, state: 'paid', reason: null, original: null },
      { kind: 'clawback', amount: -667, state: 'due', reason: 'chargeback', original: id },
      { kind: 'restore', amount: 667, state: 'due', reason: 'chargeback_won', original: id },
    ]);
    const lines = await it.app.read
      .selectFrom('commissions')
      .select(['kind', 'due_at', 'refund_id'])
      .where('conversion_id', '=', sale.id as never)
      .execute();
    const restore = lines.find(({ kind }) => kind === 'restore');
    expect(restore?.due_at).toBe((await shop.commission(id)).dueAt);
    expect(restore?.refund_id).toStartWith('rfd_');
    expect(await it.events()).toEqual([
      ...['conversion.updated', 'commission.adjusted'],
      ...['conversion.updated', 'commission.adjusted'],
    ]);
  });

  test('takes an unpaid restore first, in place, before it claws anything back', async () => {
    const { sale } = await saleThatIs('P-3', 'paid');
    await shop.refund({ refund_id: 're-3', order_id: 'P-3', amount: 5_000 });
    await shop.refund({ refund_id: 're-3', order_id: 'P-3', kind: 'refund_canceled' });
    await shop.refund({ refund_id: 're-3b', order_id: 'P-3', amount: 2_500 });
    const lines = await linesOf(sale.id);
    expect(lines.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['sale', 2_000],
      ['clawback', -1_000],
      ['restore', 500],
    ]);
  });
});

describe('a refund of what a payout is under way with', () => {
  test('waits; when the payout is paid, it is clawed back', async () => {
    const { sale, id } = await saleThatIs('Q-1', 'processing');
    await shop.refund({ refund_id: 'q-1', order_id: 'Q-1', amount: 5_000 });
    expect(await linesOf(sale.id)).toMatchObject([{ kind: 'sale', amount: 2_000, state: 'processing' }]);
    expect(await it.events()).toEqual(['conversion.updated']);
    await shop.change(id, { paidAt: it.clock.now() });
    expect(await linesOf(sale.id)).toMatchObject([
      { kind: 'sale', amount: 2_000, state: 'paid' },
      { kind: 'clawback', amount: -1_000, state: 'due', reason: 'refund', original: id },
    ]);
    expect(await it.events()).toEqual(['commission.paid', 'commission.adjusted']);
  });

  test('is made in place when the payout is canceled, and voids what is refunded whole', async () => {
    const { sale, id } = await saleThatIs('Q-2', 'processing');
    await shop.refund({ refund_id: 'q-2', order_id: 'Q-2' });
    await shop.change(id, { payoutId: null });
    expect(await linesOf(sale.id)).toMatchObject([{ kind: 'sale', amount: 0, state: 'voided' }]);
    expect((await it.events()).slice(-1)).toEqual(['commission.voided']);
  });

  test('and undone before it ends, leaves nothing to do', async () => {
    const { sale, id } = await saleThatIs('Q-3', 'processing');
    await shop.refund({ refund_id: 'q-3', order_id: 'Q-3', amount: 5_000 });
    await shop.refund({ refund_id: 'q-3', order_id: 'Q-3', kind: 'refund_canceled' });
    await shop.change(id, { paidAt: it.clock.now() });
    expect(await linesOf(sale.id)).toMatchObject([{ kind: 'sale', amount: 2_000, state: 'paid' }]);
  });
});

describe('a refund of what is due', () => {
  test('changes it in place, and undone, changes it back', async () => {
    const { sale } = await saleThatIs('D-1', 'due');
    await shop.refund({ refund_id: 'd-1', order_id: 'D-1', amount: 5_000 });
    expect(await linesOf(sale.id)).toMatchObject([{ kind: 'sale', amount: 1_000, state: 'due' }]);
    await shop.refund({ refund_id: 'd-1', order_id: 'D-1', kind: 'refund_canceled' });
    expect(await linesOf(sale.id)).toMatchObject([{ kind: 'sale', amount: 2_000, state: 'due' }]);
  });

  test('of the whole leaves what a person has added, until a person voids it', async () => {
    const { sale, id } = await saleThatIs('D-3', 'due');
    const added = await it.call('POST', `/api/v1/commissions/${id}/adjustment`, {
      body: { amount: 300, note: 'Thanks' },
    });
    await shop.refund({ refund_id: 'd-3', order_id: 'D-3' });
    expect((await linesOf(sale.id)).map(({ kind, amount, state }) => [kind, amount, state])).toEqual([
      ['sale', 0, 'voided'],
      ['adjustment', 300, 'due'],
    ]);
    const voided = await it.call('POST', `/api/v1/commissions/${added.body.id}/void`, {
      body: { reason: 'manual', note: 'No longer' },
    });
    expect(voided).toMatchObject({ status: 200, body: { state: 'voided' } });
  });

  test('leaves alone what a person has added, and what a person has waived', async () => {
    const { sale, id } = await saleThatIs('D-2', 'paid');
    await it.call('POST', `/api/v1/commissions/${id}/adjustment`, { body: { amount: 300, note: 'Thanks' } });
    await shop.refund({ refund_id: 'd-2', order_id: 'D-2', amount: 5_000 });
    const clawback = await it.app.read
      .selectFrom('commissions')
      .select('id')
      .where('conversion_id', '=', sale.id as never)
      .where('kind', '=', 'clawback')
      .executeTakeFirstOrThrow();
    const waived = await it.call('POST', `/api/v1/commissions/${clawback.id}/void`, {
      body: { reason: 'manual', note: 'Waived' },
    });
    expect(waived.status).toBe(200);
    await shop.refund({ refund_id: 'd-2b', order_id: 'D-2', amount: 1_000 });
    expect((await linesOf(sale.id)).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['sale', 2_000],
      ['adjustment', 300],
      ['clawback', 0],
      ['clawback', -200],
    ]);
  });
});

test('the refunds of a conversion are listed with what each of them takes', async () => {
  const { sale } = await saleThatIs('L-1', 'due');
  const occurred_at = toIso(it.clock.now() - dayMs);
  await shop.refund({ refund_id: 'l-1', order_id: 'L-1', amount: 100, reason: 'Broken', occurred_at });
  await shop.refund({ refund_id: 'l-2', order_id: 'L-1', kind: 'chargeback' });
  const list = await it.call('GET', `/api/v1/conversions/${sale.id}/refunds`);
  expect(list.body.data).toMatchObject([
    { refund_id: 'l-2', kind: 'chargeback', applied_amount: 9_900, state: 'applied', order_id: 'L-1' },
    { refund_id: 'l-1', kind: 'refund', applied_amount: 100, reason: 'Broken', occurred_at },
  ]);
  const filtered = await it.call('GET', '/api/v1/refunds?kind=chargeback&order_id=L-1');
  expect(filtered.body.data).toMatchObject([{ refund_id: 'l-2', conversion_id: sale.id }]);
});
