import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { PayoutState } from '../../src/payouts/payout.ts';
import { bringPayout, type Move, movePayout } from './brought-payout.ts';
import { createPayoutTest, type PayoutTest } from './payout-test.ts';

let it: PayoutTest;
let ada: string;
beforeEach(async () => {
  it = await createPayoutTest();
  ada = (await it.build.partner({ code: 'ADA' })).id;
});
afterEach(async () => {
  await it.assertBooks();
  await it.close();
});

const move = (id: string | undefined, name: Move) => movePayout(it, id, name);
const bring = (state: PayoutState) => bringPayout(it, state);

describe('the money', () => {
  const balance = async () => {
    const found = await it.balanceOf(ada);
    return { due: found?.due, processing: found?.processing, paid: found?.paid, balance: found?.balance };
  };

  test('of a canceled payout is due again, and the next batch takes it', async () => {
    const payout = await bring('scheduled');
    expect(await balance()).toEqual({ due: 0, processing: 750, paid: 0, balance: 750 });
    await move(payout.id, 'cancellation');
    expect(await it.events()).toEqual(['payout.canceled']);
    expect(await balance()).toEqual({ due: 750, processing: 0, paid: 0, balance: 750 });
    expect((await it.pay()).map(({ amount }) => amount)).toEqual([750]);
  });

  test('of a failed payout stays reserved: no other batch takes it', async () => {
    await bring('failed');
    expect(await balance()).toEqual({ due: 0, processing: 750, paid: 0, balance: 750 });
    expect(await it.pay()).toEqual([]);
  });

  test('of a retried payout is the same, item by item', async () => {
    const failed = await bring('failed');
    expect(failed.failure_reason).toBe('receiver_account_closed');
    await it.earn('ADA', 99);
    await it.events();
    await move(failed.id, 'retry');
    expect(await it.events()).toEqual(['payout.scheduled']);
    const { body } = await it.call('GET', `/api/v1/payouts/${failed.id}`);
    expect(body).toMatchObject({ state: 'scheduled', amount: 750, failure_reason: null });
    expect(body.items).toEqual(failed.items);
  });

  test('of a reversed payout is owed once more, line by line, and is paid by the next one', async () => {
    const payout = await bring('completed');
    await move(payout.id, 'reversal');
    expect(await it.events()).toEqual(['payout.reversed', 'commission.adjusted', 'commission.adjusted']);
    expect(await balance()).toEqual({ due: 750, processing: 0, paid: 750, balance: 750 });
    const restores = (await it.rows('commissions')).filter(({ kind }) => kind === 'restore');
    expect(restores.map((row) => [row.amount_minor, row.reason, row.state])).toEqual([
      [700, 'payout_reversed', 'due'],
      [50, 'payout_reversed', 'due'],
    ]);
    expect(restores.map((row) => row.original_commission_id)).toEqual(
      (payout.items as { commission_id: string }[]).map((item) => item.commission_id),
    );
    expect((await it.pay()).map(({ amount }) => amount)).toEqual([750]);
  });

  test('of a payout that netted a clawback comes back as exactly what was paid', async () => {
    const order = await it.earn('ADA', 1_000);
    const [first] = await it.pay();
    await move(first?.id, 'completion');
    await it.refund(order, 300);
    await it.earn('ADA', 900);
    const [second] = await it.pay();
    expect(second).toMatchObject({ amount: 600, item_count: 2 });
    await move(second?.id, 'completion');
    await move(second?.id, 'reversal');
    expect(await balance()).toEqual({ due: 600, processing: 0, paid: 1_600, balance: 600 });
    // And once more: a restore of a restore.
    const [third] = await it.pay();
    expect(third).toMatchObject({ amount: 600 });
    await move(third?.id, 'completion');
    await move(third?.id, 'reversal');
    expect(await balance()).toMatchObject({ due: 600, balance: 600 });
  });

  test('of a sale that is refunded after its payout was reversed is taken back once', async () => {
    const order = await it.earn('ADA', 1_000);
    const [payout] = await it.pay();
    await move(payout?.id, 'completion');
    await move(payout?.id, 'reversal');
    await it.refund(order);
    expect(await balance()).toMatchObject({ due: 0, balance: 0 });
    expect(await it.pay()).toEqual([]);
  });

  test('of a sale that is rejected after its payout was reversed is taken back once', async () => {
    const order = await it.earn('ADA', 1_000);
    const [payout] = await it.pay();
    await move(payout?.id, 'completion');
    await move(payout?.id, 'reversal');
    const [sale] = (await it.call('GET', `/api/v1/conversions?order_id=${order}`)).body.data;
    const rejected = await it.post(`conversions/${sale?.id}/rejection`, { reason: 'fraud' });
    expect(rejected.status).toBe(200);
    expect(await balance()).toMatchObject({ due: 0, balance: 0 });
  });

  test('of a sale that is refunded while its payout is under way is clawed back once it is paid', async () => {
    const order = await it.earn('ADA', 1_000);
    const [payout] = await it.pay();
    await it.refund(order, 250);
    expect(await balance()).toEqual({ due: 0, processing: 1_000, paid: 0, balance: 1_000 });
    await move(payout?.id, 'completion');
    expect(await balance()).toEqual({ due: -250, processing: 0, paid: 1_000, balance: -250 });
  });

  test('of a sale that is refunded while its payout is under way is less when that is canceled', async () => {
    const order = await it.earn('ADA', 1_000);
    const [payout] = await it.pay();
    await it.refund(order, 250);
    await move(payout?.id, 'cancellation');
    expect(await balance()).toEqual({ due: 750, processing: 0, paid: 0, balance: 750 });
    expect((await it.pay()).map(({ amount }) => amount)).toEqual([750]);
  });
});
