import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import type { AnswerBody } from '../support/call.ts';
import { bringIn, csvOf, expectCounts, outcomesOf } from './support.ts';

let it: TestApp;
let ann: AnswerBody;
let bob: AnswerBody;
beforeEach(async () => {
  it = await createTestApp();
  await it.build.program({ hold_days: 30 });
  ann = await it.build.partner({ email: 'ann@example.com', code: 'ANN' });
  bob = await it.build.partner({ email: 'bob@example.com', code: 'BOB' });
});
afterEach(async () => {
  await assertBooksBalance(it);
  await it.close();
});

const balancesOf = async (partner: AnswerBody) =>
  (await it.call('GET', `/api/v1/balances?partner_id=${partner.id}`)).body.data;

const commissionsOf = async (partner: AnswerBody) =>
  (await it.call('GET', `/api/v1/commissions?partner_id=${partner.id}`)).body.data;

const conversions = async () => (await it.call('GET', '/api/v1/conversions')).body.data;

describe('an import of conversions', () => {
  const sales = csvOf(
    'order_id,amount,currency,occurred_at,customer_id,partner,commission_amount',
    'A1,100.00,USD,2026-01-05,c1,ANN,20.00',
    'A2,50,USD,2026-01-06 10:00,c1,ann@example.com,7.55',
    'A3,19.90,EUR,2026-01-07T10:00:00+02:00,c2,BOB,',
  );

  test('with what was paid elsewhere owes nothing and shows what was earned', async () => {
    const job = await bringIn(it, 'conversions', sales, {
      options: { commissions: 'paid_elsewhere', amounts: 'decimal' },
    });
    expectCounts(job, { created: 3, errors: 0 });
    expect(await balancesOf(ann)).toMatchObject([{ currency: 'USD', paid: 2_755, balance: 0, due: 0 }]);
    expect(await commissionsOf(ann)).toMatchObject([
      { amount: 755, state: 'paid', reason: 'import', rule_id: null },
      { amount: 2_000, state: 'paid', reason: 'import' },
    ]);
    expect(await commissionsOf(bob)).toEqual([]);
    expect((await conversions()).toReversed()).toMatchObject([
      { order_id: 'A1', amount: 10_000, occurred_at: '2026-01-05T00:00:00.000Z', state: 'qualified' },
      { order_id: 'A2', amount: 5_000, occurred_at: '2026-01-06T10:00:00.000Z', state: 'qualified' },
      { order_id: 'A3', amount: 1_990, occurred_at: '2026-01-07T08:00:00.000Z', currency: 'EUR' },
    ]);
  });

  test('with what is owed makes it due once the hold has passed, and tells nobody', async () => {
    await it.events();
    await bringIn(it, 'conversions', sales, { options: { commissions: 'due', amounts: 'decimal' } });
    expect(await balancesOf(ann)).toMatchObject([{ due: 2_755, balance: 2_755, paid: 0 }]);
    expect(await it.events()).toEqual([
      ...['conversion.created', 'referral.created', 'conversion.qualified', 'referral.converted'],
      ...['commission.created', 'commission.due'],
      ...['conversion.created', 'conversion.qualified', 'commission.created', 'commission.due'],
      ...['conversion.created', 'referral.created', 'conversion.qualified', 'referral.converted'],
    ]);
    const { body } = await it.call('GET', '/api/v1/events?limit=200');
    const young = body.data.filter(({ request_id }) => request_id === body.data[0]?.request_id);
    expect(young.map(({ imported }) => imported)).toEqual(young.map(() => true));
  });

  test('earns by the rules in force where the file does not say what was earned', async () => {
    const recent = new Date(it.clock.now() - 86_400_000).toISOString();
    const file = csvOf(
      'order_id,amount,currency,occurred_at,partner',
      'B1,10000,USD,2026-01-05,ANN',
      `B2,10000,USD,${recent},ANN`,
    );
    await bringIn(it, 'conversions', file, { options: { commissions: 'due' } });
    expect(await balancesOf(ann)).toMatchObject([{ due: 2_000, pending: 2_000 }]);
    const [young] = await commissionsOf(ann);
    expect(young).toMatchObject({ state: 'pending', amount: 2_000 });
  });

  test('is approved and reviewed by being history, whatever the program asks of new sales', async () => {
    const [program] = (await it.call('GET', '/api/v1/programs')).body.data;
    await it.call('PATCH', `/api/v1/programs/${program?.id}`, {
      body: { approval: 'manual', conversion_review: 'all' },
    });
    const file = csvOf('order_id,amount,currency,occurred_at,partner', 'B1,10000,USD,2026-01-05,ANN');
    await bringIn(it, 'conversions', file, { options: { commissions: 'due' } });
    expect(await balancesOf(ann)).toMatchObject([{ due: 2_000 }]);
  });

  test('earns nothing unless it says that something is owed', async () => {
    const file = csvOf('order_id,amount,currency,occurred_at,partner', 'B1,10000,USD,2026-01-05,ANN');
    const job = await bringIn(it, 'conversions', file);
    expectCounts(job, { created: 1 });
    expect(await commissionsOf(ann)).toEqual([]);
    expect((await conversions())[0]).toMatchObject({ state: 'qualified', attributed: true });
  });

  test('of a partner who is suspended or terminated by now stays theirs', async () => {
    await it.call('POST', `/api/v1/partners/${ann.id}/suspension`, { body: {} });
    await it.call('POST', `/api/v1/partners/${bob.id}/termination`, { body: {} });
    const job = await bringIn(it, 'conversions', sales, {
      options: { commissions: 'due', amounts: 'decimal' },
    });
    expectCounts(job, { created: 3 });
    expect(await balancesOf(ann)).toMatchObject([{ due: 2_755 }]);
    expect((await conversions()).map(({ state }) => state)).toEqual(['qualified', 'qualified', 'qualified']);
  });

  test('finds the partner of a customer who was imported before', async () => {
    await bringIn(it, 'customers', csvOf('customer_id,partner,decided_at', 'c9,BOB,2025-12-01'));
    const file = csvOf('order_id,amount,currency,occurred_at,customer_id', 'B1,10000,USD,2026-01-05,c9');
    await bringIn(it, 'conversions', file, { options: { commissions: 'due' } });
    expect(await balancesOf(bob)).toMatchObject([{ due: 2_000 }]);
    expect((await conversions())[0]?.attribution).toMatchObject({ method: 'manual' });
  });

  test('makes a webhook of the same order, replayed later, the same conversion', async () => {
    await bringIn(it, 'conversions', sales, { options: { commissions: 'due', amounts: 'decimal' } });
    const body = { order_id: 'A1', amount: 10_000, currency: 'USD', partner: 'BOB', idempotency_key: 'k' };
    const answer = await it.call('POST', '/track/purchase', { body });
    expect(answer).toMatchObject({ status: 200, body: { attribution: { partner_id: ann.id } } });
    const other = await it.call('POST', '/track/purchase', {
      body: { ...body, amount: 1, idempotency_key: 'l' },
    });
    expect(other).toMatchObject({ status: 409, body: { code: 'duplicate_order' } });
    expect(await conversions()).toHaveLength(3);
  });

  test('refunded later takes back what was owed, and claws back what was paid elsewhere', async () => {
    await bringIn(it, 'conversions', sales, {
      options: { commissions: 'paid_elsewhere', amounts: 'decimal' },
    });
    await it.call('POST', '/track/refund', { body: { refund_id: 'r1', order_id: 'A1', amount: 5_000 } });
    expect(await balancesOf(ann)).toMatchObject([{ paid: 2_755, due: -1_000, balance: -1_000 }]);
  });

  test('refuses what cannot be a sale, by its column', async () => {
    const job = await bringIn(
      it,
      'conversions',
      csvOf(
        'order_id,amount,currency,occurred_at,partner,commission_amount,tax,type',
        ',100,USD,2026-01-05,ANN,1,,',
        'C1,12.5,USD,2026-01-05,ANN,1,,',
        'C2,-1,USD,2026-01-05,ANN,1,,',
        'C3,1,usd,2026-01-05,ANN,1,,',
        'C4,1,USD,05/01/2026,ANN,1,,',
        'C5,1,USD,2026-01-05,NOBODY,1,,',
        'C6,1,USD,2026-01-05,,1,,',
        'C7,1,USD,2026-01-05,ANN,1,2,',
        'C8,1,USD,2026-01-05,ANN,1,,signup',
        'C9,1,USD,2099-01-05,ANN,1,,',
        'C10,9999999999999999,USD,2026-01-05,ANN,1,,',
      ),
      { options: { commissions: 'due' } },
    );
    expect(outcomesOf(job.reports)).toEqual([
      'error order_id',
      'error amount',
      'error amount',
      'error currency',
      'error occurred_at',
      'error partner',
      'error commission_amount',
      'error tax',
      'error type',
      'error occurred_at',
      'error amount',
    ]);
    expect(await conversions()).toEqual([]);
  });

  test('must say what to do with what the file says was earned', async () => {
    const send = (csv: string, options?: object) =>
      it.call('POST', '/api/v1/imports', { body: { kind: 'conversions', csv, options } });
    const without = csvOf('order_id,amount,currency,occurred_at', 'B1,1,USD,2026-01-05');
    for (const answer of [await send(sales), await send(without, { commissions: 'paid_elsewhere' })]) {
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'options.commissions' }] } });
    }
  });
});

describe('an import of balances', () => {
  test('makes each balance due at once, below zero as well, and tells nobody', async () => {
    await it.events();
    const job = await bringIn(
      it,
      'balances',
      csvOf(
        'partner,currency,amount',
        'ANN,USD,125.50',
        'bob@example.com,USD,-20',
        'ANN,JPY,700',
        'BOB,EUR,0',
      ),
      { options: { amounts: 'decimal' } },
    );
    expect(outcomesOf(job.reports)).toEqual(['created', 'created', 'created', 'known']);
    expect(await balancesOf(ann)).toMatchObject([
      { currency: 'JPY', due: 700 },
      { currency: 'USD', due: 12_550 },
    ]);
    expect(await balancesOf(bob)).toMatchObject([{ currency: 'USD', due: -2_000, balance: -2_000 }]);
    expect(await commissionsOf(bob)).toMatchObject([
      { kind: 'adjustment', reason: 'import', state: 'due', amount: -2_000, conversion_id: null },
    ]);
    const told = await it.events();
    expect(told.filter((type) => type === 'commission.adjusted')).toHaveLength(3);
  });

  test('is there once for each partner, currency and key, whatever file it comes in', async () => {
    const file = csvOf('partner,currency,amount', 'ANN,USD,100', 'ann@example.com,USD,100', 'ANN,USD,200');
    const first = await bringIn(it, 'balances', file);
    expect(outcomesOf(first.reports)).toEqual(['created', 'known', 'error amount']);
    const again = await bringIn(it, 'balances', csvOf('partner,currency,amount', 'ANN,USD,100'));
    expectCounts(again, { known: 1, created: 0 });
    expect(again.reports[0]?.subject_id).toBe(first.reports[0]?.subject_id ?? '');
    expect(await balancesOf(ann)).toMatchObject([{ due: 100 }]);
    await bringIn(it, 'balances', csvOf('partner,currency,amount', 'ANN,USD,100'), {
      options: { key: 'second move' },
    });
    expect(await balancesOf(ann)).toMatchObject([{ due: 200 }]);
  });

  test('is paid out like any other', async () => {
    await bringIn(it, 'balances', csvOf('partner,currency,amount', 'ANN,USD,10000', 'BOB,USD,-50'));
    const batch = await it.call('POST', '/api/v1/payout-batches', { body: {} });
    await it.call('POST', `/api/v1/payout-batches/${batch.body.id}/approval`, { body: {} });
    const { body } = await it.call('GET', '/api/v1/payouts');
    expect(body.data).toMatchObject([{ partner_id: ann.id, amount: 10_000, state: 'scheduled' }]);
  });

  test('refuses what is no amount, no currency and no member', async () => {
    await it.build.partner({ email: 'cid@example.com', code: 'CID', state: 'pending' });
    const job = await bringIn(
      it,
      'balances',
      csvOf('partner,currency,amount', 'ANN,USD,1.5', 'ANN,XXX,1', 'CID,USD,1', 'NOBODY,USD,1', ',USD,1'),
    );
    expect(outcomesOf(job.reports)).toEqual([
      'error amount',
      'error currency',
      'error partner',
      'error partner',
      'error partner',
    ]);
  });
});
