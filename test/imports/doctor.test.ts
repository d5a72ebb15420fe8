import { expect, test } from 'bun:test';
import { examine } from '../../src/doctor/examination.ts';
import { databasePathIn } from '../../src/settings/data-folder.ts';
import { createTestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { bringIn, csvOf, expectCounts } from './support.ts';

test('a database into which everything was imported, and traded on, is sound to the doctor', async () => {
  const it = await createTestApp();
  await it.build.program({ hold_days: 30, referral_days: 365 });
  await it.call('POST', '/api/v1/webhook-endpoints', {
    body: { name: 'All', url: 'https://crm.example.com/', event_types: ['*'] },
  });
  await it.build.partner({ code: 'LIVE' });
  const sale = 'order_id,amount,currency,occurred_at,customer_id,partner,commission_amount';
  const files = [
    ['partners', csvOf('email,name,code,state', 'a@example.com,A,ANN,', 'b@example.com,B,BOB,suspended'), {}],
    ['links', csvOf('partner,destination_url,slug', 'ANN,https://shop.example.com/,a'), {}],
    ['promo_codes', csvOf('partner,code', 'ANN,ANN10'), {}],
    ['customers', csvOf('customer_id,partner,decided_at', 'c1,ANN,2026-01-01', 'c2,BOB,2020-01-01'), {}],
    [
      'conversions',
      csvOf(sale, 'o1,1000,USD,2026-01-05,c1,ANN,200', 'o2,1000,USD,2026-01-05,c3,BOB,100'),
      { commissions: 'paid_elsewhere' },
    ],
    [
      'conversions',
      csvOf(sale, 'o3,1000,USD,2026-01-05,c1,ANN,200', 'o4,1000,EUR,2026-01-06,,ANN,20'),
      { commissions: 'due' },
    ],
    [
      'conversions',
      csvOf('order_id,amount,currency,occurred_at,partner', 'o5,1000,USD,2026-01-05,ANN'),
      { commissions: 'due' },
    ],
    ['conversions', csvOf('order_id,amount,currency,occurred_at,partner', 'o6,1000,USD,2026-01-05,ANN'), {}],
    ['balances', csvOf('partner,currency,amount', 'ANN,USD,5000', 'BOB,USD,-70'), {}],
  ] as const;
  for (const [kind, csv, options] of files) {
    expectCounts(await bringIn(it, kind, csv, { options }), { errors: 0, known: 0 });
    await it.build.partner();
  }
  for (const order of ['o1', 'o3', 'o5']) {
    await it.call('POST', '/track/refund', { body: { refund_id: order, order_id: order, amount: 500 } });
  }
  const batch = await it.call('POST', '/api/v1/payout-batches', { body: {} });
  await it.call('POST', `/api/v1/payout-batches/${batch.body.id}/approval`, { body: {} });
  const { body } = await it.call('GET', '/api/v1/payouts');
  for (const { id } of body.data) {
    await it.call('POST', `/api/v1/payouts/${id}/completion`, { body: { reference: 'by hand' } });
  }
  expect(body.data.length).toBeGreaterThan(0);
  await assertBooksBalance(it);
  const { results } = await examine(databasePathIn(it.app.config.dataDir), {
    clock: it.clock,
    looksAtFile: true,
  });
  expect(results.filter(({ violations }) => violations > 0)).toEqual([]);
  await it.close();
});
