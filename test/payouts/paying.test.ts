import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs } from '../../src/core/clock.ts';
import { runPayoutBatches } from '../../src/workflows/payouts/run-payout-batches.ts';
import { countRows } from '../support/stored-rows.ts';
import { createPayoutTest, type PayoutTest } from './payout-test.ts';

let it: PayoutTest;
let ada: string;
let ben: string;
beforeEach(async () => {
  it = await createPayoutTest({ payout_threshold: 500 });
  ada = (await it.build.partner({ code: 'ADA' })).id;
  ben = (await it.build.partner({ code: 'BEN' })).id;
});
afterEach(async () => {
  await it.assertBooks();
  await it.close();
});

interface Line {
  readonly partner_id: string;
  readonly currency: string;
  readonly amount: number;
  readonly reason?: string;
}
interface Plan {
  readonly totals: readonly object[];
  readonly payouts: readonly Line[];
  readonly excluded: readonly Line[];
}

const preview = async (selection: object = {}): Promise<Plan> => {
  const answer = await it.post('payout-batches/preview', selection);
  expect(answer.status).toBe(200);
  return answer.body as unknown as Plan;
};

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

  test('pays each currency by itself', async () => {
    await it.earn('ADA', 900);
    await it.earn('ADA', 40, { currency: 'EUR' });
    const payouts = await it.pay();
    expect(payouts.map(({ currency, amount }) => [currency, amount])).toEqual([
      ['EUR', 40],
      ['USD', 900],
    ]);
  });

  test('leaves what is below the threshold, and pays it once it is above', async () => {
    await it.earn('ADA', 499);
    expect(await it.pay()).toEqual([]);
    await it.earn('ADA', 1);
    expect((await it.pay()).map(({ amount }) => amount)).toEqual([500]);
  });

  test('pays what a terminated partner is owed, however little it is', async () => {
    await it.earn('ADA', 3);
    await it.post(`partners/${ada}/termination`);
    expect((await it.pay()).map(({ amount }) => amount)).toEqual([3]);
  });

  test('pays nothing to a suspended partner', async () => {
    await it.earn('ADA', 3_000);
    await it.post(`partners/${ada}/suspension`);
    expect(await it.pay()).toEqual([]);
    expect(await it.balanceOf(ada)).toMatchObject({ due: 3_000 });
  });

  test('pays what was due by the cut-off, the rest with the next batch', async () => {
    await it.earn('ADA', 800);
    const cutOff = new Date(it.clock.now()).toISOString();
    it.clock.advance(dayMs);
    await it.earn('ADA', 900);
    expect((await it.pay({ cut_off_at: cutOff })).map(({ amount }) => amount)).toEqual([800]);
    expect((await it.pay()).map(({ amount }) => amount)).toEqual([900]);
  });

  test('pays an archived program’s partners what they are owed', async () => {
    await it.earn('ADA', 800);
    const [program] = (await it.call('GET', '/api/v1/programs')).body.data;
    await it.call('DELETE', `/api/v1/programs/${program?.id}`);
    expect((await it.pay({ program_id: program?.id })).map(({ amount }) => amount)).toEqual([800]);
  });

  test('pays more than 500 commissions by as many payouts as it takes, each once and to the last cent', async () => {
    await Promise.all(Array.from({ length: 1_203 }, () => it.earn('ADA', 7)));
    // What is left for the last one is below what is asked for in all.
    await it.pay({ minimums: { USD: 8_000 } });
    // Some are made in the request, the rest by the job.
    await runPayoutBatches(it.app);
    const all = await it.rows('payouts');
    expect(all.map(({ amount_minor, item_count }) => [amount_minor, item_count])).toEqual([
      [3_500, 500],
      [3_500, 500],
      [1_421, 203],
    ]);
    expect(await it.balanceOf(ada)).toMatchObject({ due: 0, processing: 1_203 * 7 });
  }, 60_000);
});

describe('a preview', () => {
  test('says what would be paid, what not and why, and stores nothing', async () => {
    await it.earn('ADA', 1_000);
    await it.earn('ADA', 700);
    await it.earn('BEN', 100);
    const eve = (await it.build.partner({ code: 'EVE' })).id;
    await it.earn('EVE', 9_000);
    await it.post(`partners/${eve}/suspension`);
    await it.events();
    const before = await countRows(it);
    const plan = await preview();
    expect(plan.totals).toEqual([{ currency: 'USD', amount: 1_700, payouts: 1, items: 2 }]);
    expect(plan.payouts).toMatchObject([
      { partner_id: ada, amount: 1_700, earned: 1_700, clawbacks: 0, items: 2 },
    ]);
    expect(plan.excluded).toMatchObject([
      { partner_id: ben, amount: 100, reason: 'below_threshold', minimum: 500 },
      { partner_id: eve, amount: 9_000, reason: 'partner_suspended' },
    ]);
    expect(await countRows(it)).toEqual(before);
    expect(await it.events()).toEqual([]);
  });

  test('looks at whom and what it is asked for', async () => {
    await it.earn('ADA', 1_000);
    await it.earn('BEN', 1_000);
    await it.earn('BEN', 60, { currency: 'EUR' });
    expect((await preview({ partner_ids: [ben] })).payouts.map(({ partner_id }) => partner_id)).toEqual([
      ben,
      ben,
    ]);
    expect((await preview({ currency: 'EUR' })).totals).toMatchObject([{ currency: 'EUR', amount: 60 }]);
    expect((await preview({ partner_ids: [ben, ada, ben] })).totals).toMatchObject([
      { amount: 60 },
      { amount: 2_000 },
    ]);
    const raised = await preview({ minimums: { USD: 1_001, EUR: 61 } });
    expect(raised.payouts).toEqual([]);
    expect(raised.excluded.map(({ reason }) => reason)).toEqual(Array(3).fill('below_threshold'));
  });

  test('takes many partners page by page', async () => {
    const codes = Array.from({ length: 120 }, (_, index) => `MANY${index + 100}`);
    for (const code of codes) await it.build.partner({ code });
    await Promise.all(codes.map((code) => it.earn(code, 600)));
    const plan = await preview();
    expect(plan.totals).toEqual([{ currency: 'USD', amount: 72_000, payouts: 120, items: 120 }]);
    expect((await preview({ partner_ids: plan.payouts.map((line) => line.partner_id) })).totals).toEqual(
      plan.totals,
    );
  }, 60_000);

  test.each([
    [{ partner_ids: ['prt_0000000000'] }, 'partner_ids[0]'],
    [{ program_id: 'prg_0000000000' }, 'program_id'],
    [{ cut_off_at: '2099-01-01T00:00:00Z' }, 'cut_off_at'],
    [{ currency: 'XXX' }, 'currency'],
    [{ minimums: { USD: -1 } }, 'minimums.USD'],
    [{ minimums: { nothing: 1 } }, 'minimums.nothing'],
    [{ partner_ids: [] }, 'partner_ids'],
    [{ colour: 'red' }, 'colour'],
  ])('refuses %j by the name of the field', async (selection, path) => {
    const answer = await it.post('payout-batches/preview', selection);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error) => error.path)).toEqual([path]);
  });
});

describe('clawbacks', () => {
  test('are netted, and what is owed back is carried forward until more is earned', async () => {
    const order = await it.earn('ADA', 1_000);
    const [payout] = await it.pay();
    await it.post(`payouts/${payout?.id}/completion`, { reference: 'A' });
    await it.refund(order, 400);
    expect(await it.balanceOf(ada)).toMatchObject({ due: -400, paid: 1_000 });
    expect((await preview()).excluded).toMatchObject([{ amount: -400, reason: 'negative_balance' }]);
    expect(await it.pay()).toEqual([]);
    await it.earn('ADA', 1_200);
    expect((await preview()).payouts).toMatchObject([
      { amount: 800, earned: 1_200, clawbacks: -400, items: 2 },
    ]);
    const [second] = await it.pay();
    expect(second).toMatchObject({ amount: 800, item_count: 2 });
    await it.post(`payouts/${second?.id}/completion`, { reference: 'B' });
    expect(await it.balanceOf(ada)).toMatchObject({ due: 0, processing: 0, paid: 1_800 });
  });

  test('count although they arose after the cut-off: nothing is paid that is known to be owed back', async () => {
    const order = await it.earn('ADA', 1_000);
    const [payout] = await it.pay();
    await it.post(`payouts/${payout?.id}/completion`, { reference: 'A' });
    await it.earn('ADA', 2_000);
    const cutOff = new Date(it.clock.now()).toISOString();
    it.clock.advance(dayMs);
    await it.refund(order);
    expect((await it.pay({ cut_off_at: cutOff })).map(({ amount }) => amount)).toEqual([1_000]);
  });
});

describe('readiness', () => {
  const readiness = async (id: string) =>
    (await it.call('GET', `/api/v1/partners/${id}/payout-readiness`)).body.currencies;

  test('says what a payout would take now, and why it would take nothing', async () => {
    expect(await readiness(ada)).toEqual([]);
    await it.earn('ADA', 499);
    const line = { currency: 'USD', available: 499, on_hold: 0, processing: 0, minimum: 500 };
    expect(await readiness(ada)).toEqual([{ ...line, next_payout: 0, reason: 'below_threshold' }]);
    await it.earn('ADA', 101);
    expect(await readiness(ada)).toEqual([{ ...line, available: 600, next_payout: 600, reason: null }]);
    await it.pay();
    expect(await readiness(ada)).toEqual([
      { ...line, available: 0, processing: 600, next_payout: 0, reason: 'nothing_to_pay' },
    ]);
  });
});
