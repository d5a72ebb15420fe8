import { afterAll, beforeAll, expect, test } from 'bun:test';
import { listBalances } from '../../src/ledger/balance.store.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { rowsReadBy } from '../support/query-plans.ts';

let it: TestApp;
let first: string;

/** 30 partners, each with 1.00 pending; the first has as much in EUR. */
beforeAll(async () => {
  it = await createTestApp();
  const terms = { default_rule: { kind: 'percent', basis_points: 10_000 } };
  first = (await it.build.program(terms)).id;
  for (let at = 0; at < 30; at += 1) {
    await it.build.partner({ code: `P${at}X` });
    await sell(`P${at}X`, 'USD');
  }
  await sell('P0X', 'EUR');
});
afterAll(() => it.close());

const sell = async (partner: string, currency: string): Promise<void> => {
  const body = { order_id: `${partner} ${currency}`, partner, amount: 100, currency };
  expect((await it.call('POST', '/track/purchase', { body })).status).toBe(201);
};

test('a page of balances reads the rows that it shows and one more, however many there are', async () => {
  const page = { limit: 10 };
  expect(await rowsReadBy(it.app.read, (db) => listBalances(db, {}, page))).toBe(11);
  expect(await rowsReadBy(it.app.read, (db) => listBalances(db, { programId: first as never }, page))).toBe(
    11,
  );
});

test('the summary is the sum of the list, by currency', async () => {
  const { body } = await it.call('GET', `/api/v1/balances/summary?program_id=${first}`);
  expect(body.currencies).toEqual([
    expect.objectContaining({ currency: 'EUR', pending: 100, balance: 100, partners: 1, partners_due: 0 }),
    expect.objectContaining({ currency: 'USD', pending: 3_000, balance: 3_000, owed_back: 0, partners: 30 }),
  ]);
});

test('a key of another program sees none of it', async () => {
  const other = await it.build.program({ name: 'Other' });
  const key = await it.build.key({ scopes: ['read'], programId: other.id });
  expect((await it.call('GET', '/api/v1/balances/summary', { key })).body.currencies).toEqual([]);
  const asked = await it.call('GET', `/api/v1/balances/summary?program_id=${first}`, { key });
  expect(asked.status).toBe(404);
});
