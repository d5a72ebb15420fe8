import { afterEach, beforeEach, expect, test } from 'bun:test';
import { dayMs } from '../../src/core/clock.ts';
import { createPayoutTest, type PayoutTest } from '../payouts/payout-test.ts';

/** What was voided beside a commission, by whom, and whether refunds ask for it again. */
let it: PayoutTest;
let partnerId: string;

beforeEach(async () => {
  it = await createPayoutTest();
  partnerId = (await it.build.partner({ code: 'ADA' })).id;
});
afterEach(async () => {
  await it.assertBooks();
  await it.close();
});

const paidSale = async (): Promise<{ order: string; conversion: string }> => {
  const order = await it.earn('ADA', 1_000);
  const [payout] = await it.pay();
  await it.post(`payouts/${payout?.id}/completion`, { reference: 'A1' });
  const { body } = await it.call('GET', `/api/v1/conversions?order_id=${order}`);
  return { order, conversion: String(body.data[0]?.id) };
};
const newest = async () => (await it.rows('commissions')).at(-1);
const reject = (id: string) => it.post(`conversions/${id}/rejection`, { reason: 'other' });
const qualify = (id: string) => it.post(`conversions/${id}/qualification`);

test('a clawback with a note that a rejection took along is owed again when the sale is qualified', async () => {
  const { order, conversion } = await paidSale();
  await it.refund(order);
  await it.post(`commissions/${(await newest())?.id}/hold`, { note: 'asked the shop' });
  await reject(conversion);
  expect(await it.balanceOf(partnerId)).toMatchObject({ paid: 1_000, balance: -1_000 });
  await qualify(conversion);
  expect(await it.balanceOf(partnerId)).toMatchObject({ paid: 1_000, held: -1_000, balance: -1_000 });
});

test('a clawback that a person voided is not asked for again, whatever becomes of the sale', async () => {
  const { order, conversion } = await paidSale();
  await it.refund(order, 400);
  await it.post(`commissions/${(await newest())?.id}/void`, { note: 'goodwill' });
  await it.refund(order, 100);
  await reject(conversion);
  await qualify(conversion);
  expect(await it.balanceOf(partnerId)).toMatchObject({ paid: 1_000, balance: -100 });
});

test('what a termination voided is not restored by what is undone later', async () => {
  const { id: program_id } = await it.build.program({ hold_days: 30 });
  const ben = (await it.build.partner({ program_id, code: 'BEN' })).id;
  const sale = { program: program_id, order_id: 'late', partner: 'BEN', amount: 1_000, currency: 'USD' };
  await it.call('POST', '/track/purchase', { body: sale });
  const tell = async (refund_id: string, kind: string, amount?: number) => {
    const body = { program: program_id, order_id: 'late', refund_id, kind, ...(amount && { amount }) };
    expect((await it.call('POST', '/track/refund', { body })).status).toBe(201);
  };
  await tell('all', 'refund');
  await tell('all', 'refund_canceled');
  expect(await it.balanceOf(ben)).toMatchObject({ pending: 200, balance: 200 });
  await it.post(`partners/${ben}/termination`, { reason: 'fraud', void_pending: true });
  await tell('part', 'refund', 500);
  await tell('part', 'refund_canceled');
  it.clock.advance(40 * dayMs);
  expect(await it.balanceOf(ben)).toMatchObject({ balance: 0 });
});

test('a rejection leaves a bonus for the sale as it was adjusted', async () => {
  const { conversion } = await paidSale();
  const bonus = { partner_id: partnerId, amount: 500, note: 'well done', conversion_id: conversion };
  const { body } = await it.post('commissions', bonus);
  await it.post(`commissions/${body.id}/adjustment`, { amount: -200, note: 'agreed by phone' });
  await reject(conversion);
  expect(await it.balanceOf(partnerId)).toMatchObject({ due: 500 - 200 - 1_000, paid: 1_000 });
});
