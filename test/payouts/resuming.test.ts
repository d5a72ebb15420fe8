import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Transact } from '../../src/database/work.ts';
import { runPayoutBatches } from '../../src/workflows/payouts/run-payout-batches.ts';
import { createPayoutTest, type PayoutTest } from './payout-test.ts';

/** Many enough that a request does not finish them. */
const partnerCount = 40;
const salesEach = 30;

let it: PayoutTest;
beforeEach(async () => {
  it = await createPayoutTest();
  const codes = Array.from({ length: partnerCount }, (_, index) => `MANY${index + 100}`);
  for (const code of codes) await it.build.partner({ code });
  const sales = codes.flatMap((code) => Array.from({ length: salesEach }, () => code));
  await Promise.all(sales.map((code) => it.earn(code, 10)));
}, 60_000);
afterEach(async () => {
  await it.assertBooks();
  await it.close();
});

class Killed extends Error {}

/** The process dies in the unit after so many: what was committed stays, the rest never was. */
const dyingAfter = (units: number, beforeCommit: boolean): Transact => {
  let left = units;
  return (origin, unit) =>
    it.app.transact(origin, async (work) => {
      if (left === 0 && !beforeCommit) throw new Killed();
      const result = await unit(work);
      if (left === 0) throw new Killed();
      left -= 1;
      return result;
    });
};

const runUntilKilled = async (units: number, beforeCommit: boolean): Promise<boolean> => {
  const transact = dyingAfter(units, beforeCommit);
  return await runPayoutBatches({ read: it.app.read, transact }).then(
    () => false,
    (error) => {
      if (!(error instanceof Killed)) throw error;
      return true;
    },
  );
};

describe('a large approval', () => {
  test('that dies again and again is finished, each payout exactly once', async () => {
    const [first] = await it.pay();
    const id = first?.batch_id;
    const read = async () => (await it.call('GET', `/api/v1/payout-batches/${id}`)).body;
    expect((await read()).in_progress).toBe('scheduling');
    let deaths = 0;
    for (let round = 0; (await read()).in_progress !== null && round < 50; round += 1) {
      if (await runUntilKilled(round % 2, round % 3 === 0)) deaths += 1;
      await it.assertBooks();
    }
    expect(deaths).toBeGreaterThan(0);
    const payouts = await it.rows('payouts');
    expect(payouts).toHaveLength(partnerCount);
    expect(payouts.every((payout) => payout.amount_minor === salesEach * 10)).toBe(true);
    expect((await it.events()).filter((type) => type === 'payout.scheduled')).toHaveLength(partnerCount);
    const [{ actor: asked = '' } = {}, ...others] = payouts;
    expect(others.every(({ actor }) => actor === asked)).toBe(true);
  }, 60_000);

  test('by two processes’ hands at once makes each payout once', async () => {
    await it.pay();
    await Promise.all([runPayoutBatches(it.app), runPayoutBatches(it.app), runPayoutBatches(it.app)]);
    expect(await it.rows('payouts')).toHaveLength(partnerCount);
  }, 60_000);

  test('pays what is due when it comes to it, and nobody who was suspended meanwhile', async () => {
    await it.pay();
    const made = new Set((await it.rows('payouts')).map((payout) => payout.partner_id));
    const { body } = await it.call('GET', '/api/v1/partners?limit=200');
    const late = body.data.filter((partner) => !made.has(partner.id));
    expect(late.length).toBeGreaterThan(1);
    await it.post(`partners/${late[0]?.id}/suspension`);
    await runPayoutBatches(it.app);
    expect(await it.rows('payouts')).toHaveLength(partnerCount - 1);
  }, 60_000);
});

test('a large completion that dies again and again pays each payout exactly once', async () => {
  const [first] = await it.pay();
  await runPayoutBatches(it.app);
  await it.events();
  const id = first?.batch_id;
  const asked = await it.post(`payout-batches/${id}/completion`, { reference: 'SEPA' });
  expect(asked.body.in_progress).toBe('completion');
  const again = await it.post(`payout-batches/${id}/completion`, { reference: 'SEPA' });
  expect(again).toMatchObject({ status: 409, body: { code: 'conflict' } });
  const read = async () => (await it.call('GET', `/api/v1/payout-batches/${id}`)).body;
  for (let round = 0; (await read()).in_progress !== null && round < 80; round += 1) {
    await runUntilKilled(round % 2, round % 3 === 0);
  }
  expect((await read()).payouts).toMatchObject([{ state: 'completed', payouts: partnerCount }]);
  const told = await it.events();
  expect(told.filter((type) => type === 'payout.completed')).toHaveLength(partnerCount);
  expect(told.filter((type) => type === 'commission.paid')).toHaveLength(partnerCount * salesEach);
}, 60_000);
