import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createPayoutTest, type PayoutTest } from '../payouts/payout-test.ts';
import { assertBooksBalance } from '../support/books.ts';
import type { AnswerBody } from '../support/call.ts';

/** One partner to whom everything happens that can happen to money, one thing a day. */
let it: PayoutTest;
let partner: string;
const orders: Record<string, string> = {};

const day = (date: number) => it.clock.set(`2026-06-${String(date).padStart(2, '0')}T12:00:00Z`);

const commissionOf = async (order: string): Promise<string> => {
  const { body } = await it.call('GET', `/api/v1/commissions?partner_id=${partner}&kind=sale&limit=200`);
  const events = await it.app.read
    .selectFrom('commissions')
    .select('id')
    .where('order_id', '=', orders[order] ?? '')
    .where('kind', '=', 'sale')
    .executeTakeFirstOrThrow();
  expect(body.data.map(({ id }) => id)).toContain(events.id);
  return events.id;
};

beforeAll(async () => {
  it = await createPayoutTest();
  day(1);
  partner = (await it.build.partner({ code: 'ADA' })).id;
  orders.paid = await it.earn('ADA', 1_000);
  day(2);
  orders.reduced = await it.earn('ADA', 2_000);
  await it.refund(orders.reduced ?? '', 500);
  day(3);
  orders.voided = await it.earn('ADA', 300);
  await it.post(`commissions/${await commissionOf('voided')}/void`, {
    reason: 'mistake',
    note: 'Test order',
  });
  day(4);
  const held = await commissionOf('reduced');
  await it.post(`commissions/${held}/hold`, { note: 'Looking into it' });
  await it.post(`commissions/${held}/release`, {});
  day(5);
  await it.post(`commissions/${held}/adjustment`, { amount: 70, note: 'Promised' });
  day(6);
  const [canceled] = await it.pay();
  await it.post(`payouts/${canceled?.id}/cancellation`, { reason: 'mistake' });
  day(7);
  const [paid] = await it.pay();
  await it.post(`payouts/${paid?.id}/completion`, { reference: 'SEPA 1' });
  day(8);
  await it.post(`payouts/${paid?.id}/reversal`, { reason: 'returned_by_bank' });
  day(9);
  await it.refund(orders.paid ?? '', 400);
});
afterAll(async () => {
  await assertBooksBalance(it);
  await it.close();
});

const ask = async <Body = AnswerBody>(path: string): Promise<Body> => {
  const query = `partner_id=${partner}&currency=USD&period=2026-06`;
  const answer = await it.call<Body>(
    'GET',
    `/api/v1/${path}?${query}${path.endsWith('csv') ? '' : '&limit=200'}`,
  );
  expect(answer.status).toBe(200);
  return answer.body;
};

test('every movement is in the group that says what it was', async () => {
  const { movements, closing } = await ask<AnswerBody & { movements: AnswerBody[]; closing: object }>(
    'statements',
  );
  const shown = movements.map(({ group, count, changes }) => [group, count, changes]);
  const accounts = (changes: Record<string, number>) => ({
    ...{ pending: 0, held: 0, due: 0, processing: 0, paid: 0, balance: 0 },
    ...changes,
  });
  expect(shown).toEqual([
    ['earned', 3, accounts({ pending: 3_300, balance: 3_300 })],
    ['adjusted', 1, accounts({ due: 70, balance: 70 })],
    ['reversed', 2, accounts({ due: -900, balance: -900 })],
    ['voided', 1, accounts({ due: -300, balance: -300 })],
    ['held', 1, accounts({ due: -1_500, held: 1_500 })],
    ['released', 4, accounts({ pending: -3_300, held: -1_500, due: 4_800 })],
    ['reserved', 6, accounts({ due: -5_140, processing: 5_140 })],
    ['returned', 3, accounts({ due: 2_570, processing: -2_570 })],
    ['paid_out', 3, accounts({ processing: -2_570, paid: 2_570, balance: -2_570 })],
    ['payout_reversed', 3, accounts({ due: 2_570, balance: 2_570 })],
  ] as never);
  expect(closing).toEqual({ pending: 0, held: 0, due: 2_170, processing: 0, paid: 2_570, balance: 2_170 });
});

test('a line says when, of which commission and order, why, and what there was after it', async () => {
  const { data } = await ask('statements');
  expect(data[0]).toEqual({
    at: '2026-06-01T12:00:00.000Z',
    transaction_id: expect.stringMatching(/^ltx_/),
    commission_id: expect.stringMatching(/^com_/),
    order_id: orders.paid,
    group: 'earned',
    reason: 'commission.created',
    from: 'expense',
    to: 'pending',
    amount: 1_000,
    balance_after: 1_000,
  } as never);
  expect(data.at(-1)).toMatchObject({
    group: 'reversed',
    order_id: orders.paid,
    amount: -400,
    balance_after: 2_170,
  });
});

test('the file has the same lines between the opening and the closing balance', async () => {
  const { data } = await ask('statements');
  const rows = (await ask<string>('statements.csv')).split('\r\n');
  expect(rows[0]).toBe(
    'at,transaction_id,commission_id,order_id,group,reason,from,to,currency,amount,balance_after',
  );
  expect(rows[1]).toBe('2026-06-01T00:00:00.000Z,,,,opening,,,,USD,,0.00');
  expect(rows.at(-2)).toBe('2026-07-01T00:00:00.000Z,,,,closing,,,,USD,,21.70');
  expect(rows.length).toBe(data.length + 4);
  const last = rows.at(-3)?.split(',');
  expect([last?.[3], last?.slice(4)]).toEqual([
    orders.paid,
    ['reversed', 'commission.adjusted', 'expense', 'due', 'USD', '-4.00', '21.70'],
  ]);
});

test('an order id that a spreadsheet would run is defused', async () => {
  day(10);
  const body = { order_id: '=HYPERLINK("http://x")', partner: 'ADA', amount: 100, currency: 'USD' };
  expect((await it.call('POST', '/track/purchase', { body })).status).toBe(201);
  expect(await ask<string>('statements.csv')).toContain(`"'=HYPERLINK(""http://x"")"`);
});
