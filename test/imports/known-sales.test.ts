import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { bringIn, csvOf, outcomesOf } from './support.ts';

/** The program pays 20 %; A1 of 100.00 was tracked for ANN and earned 20.00. */
let it: TestApp;
let conversionId: string;
beforeEach(async () => {
  it = await createTestApp();
  await it.build.program({ hold_days: 30 });
  for (const code of ['ANN', 'BOB']) await it.build.partner({ email: `${code}@example.com`, code });
  const body = { order_id: 'A1', partner: 'ANN', amount: 10_000, currency: 'USD' };
  conversionId = (await it.call('POST', '/track/purchase', { body })).body.id;
});
afterEach(async () => {
  await assertBooksBalance(it);
  await it.close();
});

const header = 'order_id,amount,currency,occurred_at,partner,commission_amount';
const row = (order: string, partner: string, commission: string): string =>
  `${order},100.00,USD,2026-01-05,${partner},${commission}`;

const outcomes = async (rows: readonly string[], fields: object = {}): Promise<string[]> => {
  const options = { commissions: 'due', amounts: 'decimal' };
  const job = await bringIn(it, 'conversions', csvOf(header, ...rows), { options, ...fields });
  return outcomesOf(job.reports);
};

const commissionCount = async () => (await it.call('GET', '/api/v1/commissions')).body.data.length;

describe('an order that is there already', () => {
  test.each([
    ['ANN', '20.00', 'known'],
    ['', '20', 'known'],
    ['BOB', '20.00', 'error partner'],
    ['ANN', '25.00', 'error commission_amount'],
    ['ANN', '', 'error commission_amount'],
  ])('for %p, which earned %p there, is %p', async (partner, commission, outcome) => {
    expect(await outcomes([row('A1', partner, commission)], { dry_run: true })).toEqual([outcome]);
    expect(await outcomes([row('A1', partner, commission)])).toEqual([outcome]);
    expect(await commissionCount()).toBe(1);
  });

  test('is compared by what it earned when it was made, whatever was given back since', async () => {
    await it.call('POST', `/api/v1/conversions/${conversionId}/refund`, { body: {} });
    expect(await outcomes([row('A1', 'ANN', '20.00')])).toEqual(['known']);
  });

  test('is not asked what it earned where commissions are not brought in', async () => {
    const options = { commissions: 'none', amounts: 'decimal' };
    expect(await outcomes([row('A1', 'ANN', '77.00')], { options })).toEqual(['known']);
  });
});

test('two rows of one order that contradict each other: the first is brought in, the other says where', async () => {
  const rows = [
    row('B1', 'ANN', '5.00'),
    row('B1', 'ANN', '5.00'),
    row('B1', 'BOB', '5.00'),
    row('B1', 'ANN', '6'),
  ];
  const expected = ['created', 'known', 'error partner', 'error commission_amount'];
  expect(await outcomes(rows, { dry_run: true })).toEqual(expected);
  expect(await outcomes(rows)).toEqual(expected);
  expect(await commissionCount()).toBe(2);
});
