import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
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

describe('paying by hand', () => {
  test('goes from what is due to what is paid, and tells each step once', async () => {
    await it.earn('ADA', 1_000);
    await it.earn('ADA', 250);
    await it.events();
    const [payout] = await it.pay();
    expect(payout).toMatchObject({ partner_id: ada, amount: 1_250, item_count: 2, state: 'scheduled' });
    expect(await it.balanceOf(ada)).toMatchObject({ due: 0, processing: 1_250, paid: 0 });
    expect(await it.events()).toEqual(['payout.scheduled']);
    const done = await it.post(`payouts/${payout?.id}/completion`, { reference: 'BANK-1' });
    expect(done).toMatchObject({ status: 200, body: { state: 'completed', reference: 'BANK-1' } });
    expect(await it.events()).toEqual([
      'payout.processing',
      'payout.completed',
      'commission.paid',
      'commission.paid',
    ]);
    expect(await it.balanceOf(ada)).toMatchObject({ due: 0, processing: 0, paid: 1_250, balance: 0 });
  });
});
