import { expect, test } from 'bun:test';
import { createTestApp } from '../support/app.ts';
import { bringIn, csvOf, expectCounts } from './support.ts';

test('what a spreadsheet would take for a formula is text when it comes in, and inert when it goes out', async () => {
  const it = await createTestApp();
  await it.build.program();
  const names = ['=HYPERLINK("https://evil.example.com")', '+1', '-1', '@SUM(A1)'];
  const quoted = names.map((name, at) => `p${at}@example.com,"${name.replaceAll('"', '""')}",P${at}X`);
  expectCounts(await bringIn(it, 'partners', csvOf('email,name,code', ...quoted)), { created: 4 });
  const { body } = await it.call('GET', '/api/v1/partners');
  expect(body.data.map(({ name }) => name).toReversed()).toEqual(names);

  const balances = names.map((_, at) => `P${at}X,USD,100`);
  await bringIn(it, 'balances', csvOf('partner,currency,amount', ...balances));
  const batch = await it.call('POST', '/api/v1/payout-batches', { body: {} });
  await it.call('POST', `/api/v1/payout-batches/${batch.body.id}/approval`, { body: {} });
  const exported = await it.call<string>('GET', '/api/v1/payouts/export.csv');
  const lines = exported.body.trim().split('\r\n').slice(1);
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(line).not.toMatch(/(^|,)"?[=+\-@]/);
  await it.close();
});
