import { afterAll, beforeAll, expect, test } from 'bun:test';
import { runPayoutBatches } from '../../src/workflows/payouts/run-payout-batches.ts';
import { createPayoutTest, type PayoutTest } from './payout-test.ts';

let it: PayoutTest;
beforeAll(async () => {
  it = await createPayoutTest();
});
afterAll(() => it.close());

const csv = (path: string) => it.call<string>('GET', `/api/v1/${path}`);

test('a batch is exported with whom, how much and by which reference, one line each', async () => {
  const ada = await it.build.partner({
    code: 'ADA',
    name: '=HYPERLINK("http://evil.example")',
    email: 'a@b.example',
  });
  const ben = await it.build.partner({ code: 'BEN', name: 'Leaf, Letters "Ltd"', email: 'ben@b.example' });
  await it.earn('ADA', 123_456);
  await it.earn('BEN', 7);
  await it.earn('BEN', 1_500, { currency: 'JPY' });
  await it.earn('BEN', 1_234, { currency: 'KWD' });
  const payouts = await it.pay();
  const yen = payouts.find(({ currency }) => currency === 'JPY');
  await it.post(`payouts/${yen?.id}/completion`, { reference: '+49 7' });
  const answer = await csv(`payout-batches/${yen?.batch_id}/export.csv`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toContain(`payouts-${yen?.batch_id}.csv`);
  const id = (partner: string, currency: string) =>
    payouts.find((payout) => payout.partner_id === partner && payout.currency === currency)?.id;
  expect(answer.body.split('\r\n')).toEqual([
    'payout_id,partner_id,name,email,currency,amount,state,reference',
    `${id(ada.id, 'USD')},${ada.id},"'=HYPERLINK(""http://evil.example"")",a@b.example,USD,1234.56,scheduled,`,
    `${id(ben.id, 'JPY')},${ben.id},"Leaf, Letters ""Ltd""",ben@b.example,JPY,1500,completed,'+49 7`,
    `${id(ben.id, 'KWD')},${ben.id},"Leaf, Letters ""Ltd""",ben@b.example,KWD,1.234,scheduled,`,
    `${id(ben.id, 'USD')},${ben.id},"Leaf, Letters ""Ltd""",ben@b.example,USD,0.07,scheduled,`,
    '',
  ]);
  const open = await csv(`payout-batches/${yen?.batch_id}/export.csv?state=scheduled`);
  expect(open.body.split('\r\n')).toHaveLength(5);
});

test('all payouts are exported, however many, each once', async () => {
  const codes = Array.from({ length: 230 }, (_, index) => `MANY${index + 100}`);
  for (const code of codes) await it.build.partner({ code });
  await Promise.all(codes.map((code) => it.earn(code, 100)));
  await it.pay();
  await runPayoutBatches(it.app);
  const { body } = await csv('payouts/export.csv?state=scheduled');
  const ids = body
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.split(',')[0]);
  expect(ids).toHaveLength(233);
  expect(new Set(ids).size).toBe(233);
  expect((await csv('payouts/export.csv?state=canceled')).body.split('\r\n')).toHaveLength(2);
}, 60_000);

test('who may only read is not shown whom money goes to in bulk', async () => {
  const key = await it.build.key({ scopes: ['read'] });
  expect((await it.call('GET', '/api/v1/payouts/export.csv', { key })).status).toBe(403);
});
