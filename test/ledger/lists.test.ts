import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { PartnerId } from '../../src/core/ids.ts';
import { listBalances } from '../../src/ledger/balance.store.ts';
import { listEntries } from '../../src/ledger/ledger-entry.store.ts';
import { releaseDueCommissions } from '../../src/workflows/commissions/release-due-commissions.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import type { AnswerBody } from '../support/call.ts';
import { queryPlansOf } from '../support/query-plans.ts';

/** Two programs: in the first ADA sells in two currencies and BOB owes, in the second CY sells. */
let it: TestApp;
let first: string;
let second: string;
let ada: string;
let bob: string;
let narrow: string;

/** Answers the id of the commission. */
const sell = async (partner: string, amount: number, fields: object = {}): Promise<string> => {
  const body = { order_id: `o-${partner}-${amount}`, partner, amount, currency: 'USD', ...fields };
  const answer = await it.call<{ commissions: [AnswerBody] }>('POST', '/track/purchase', { body });
  return answer.body.commissions[0].id;
};

beforeAll(async () => {
  it = await createTestApp();
  const terms = { hold_days: 0, default_rule: { kind: 'percent', basis_points: 1_000 } };
  first = (await it.build.program(terms)).id;
  ada = (await it.build.partner({ code: 'ADA' })).id;
  bob = (await it.build.partner({ code: 'BOB' })).id;
  await sell('ADA', 10_000);
  await sell('ADA', 20_000, { currency: 'EUR' });
  const earned = await sell('BOB', 5_000);
  await releaseDueCommissions(it.app.transact, 'req_release');
  await it.call('POST', `/api/v1/commissions/${earned}/adjustment`, {
    body: { amount: -800, note: 'Overpaid last year' },
  });
  second = (await it.build.program({ ...terms, name: 'Second' })).id;
  await it.build.partner({ code: 'CY', program_id: second });
  await sell('CY', 7_000, { program: second });
  narrow = await it.build.key({ scopes: ['read'], programId: second });
});
afterAll(async () => {
  await assertBooksBalance(it);
  await it.close();
});

const list = async (path: string, key?: string): Promise<AnswerBody> =>
  (await it.call('GET', path, key ? { key } : {})).body;

describe('balances of a program', () => {
  const shown = async (query: string, key?: string) =>
    (await list(`/api/v1/balances?${query}`, key)).data.map((row) => [row.currency, row.due, row.balance]);

  test('are one per partner and currency, those of the newest partners first, and never added up', async () => {
    expect(await shown(`program_id=${first}`)).toEqual([
      ['USD', -300, -300],
      ['USD', 1_000, 1_000],
      ['EUR', 2_000, 2_000],
    ]);
    expect(await shown(`program_id=${second}`)).toEqual([['USD', 0, 700]]);
    expect((await shown('')).length).toBe(4);
  });

  test('can be those of who owes, or of who has more than so much due', async () => {
    expect(await shown(`program_id=${first}&negative=true`)).toEqual([['USD', -300, -300]]);
    expect((await shown(`program_id=${first}&negative=false`)).length).toBe(2);
    expect(await shown(`program_id=${first}&due_above=1000`)).toEqual([['EUR', 2_000, 2_000]]);
    expect(await shown(`program_id=${first}&due_above=999&currency=USD`)).toEqual([['USD', 1_000, 1_000]]);
    expect(await shown(`partner_id=${ada}&currency=EUR`)).toEqual([['EUR', 2_000, 2_000]]);
  });

  test('come page by page, each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: AnswerBody = await list(`/api/v1/balances?limit=1${cursor && `&cursor=${cursor}`}`);
      expect(page.data.length).toBe(1);
      seen.push(...page.data.map((row) => `${row.partner_id} ${row.currency}`));
      cursor = page.next_cursor as string | null;
    }
    expect(new Set(seen).size).toBe(4);
    expect(seen.length).toBe(4);
  });

  test('of another program are none of a key’s business', async () => {
    expect(await shown('', narrow)).toEqual([['USD', 0, 700]]);
    expect((await it.call('GET', `/api/v1/balances?program_id=${first}`, { key: narrow })).status).toBe(404);
    expect((await it.call('GET', `/api/v1/balances?partner_id=${ada}`, { key: narrow })).status).toBe(404);
  });
});

describe('ledger entries', () => {
  const amounts = async (query: string, key?: string) =>
    (await list(`/api/v1/ledger-entries?${query}`, key)).data.map((row) => [
      row.account,
      row.amount,
      row.currency,
      row.reason,
    ]);

  test('are both sides of every movement, newest first', async () => {
    expect(await amounts(`partner_id=${bob}`)).toEqual([
      ['due', -800, 'USD', 'commission.adjusted'],
      ['expense', 800, 'USD', 'commission.adjusted'],
      ['due', 500, 'USD', 'commission.due'],
      ['pending', -500, 'USD', 'commission.due'],
      ['pending', 500, 'USD', 'commission.created'],
      ['expense', -500, 'USD', 'commission.created'],
    ]);
  });

  test('can be those of a currency, an account, a commission or a program', async () => {
    expect((await amounts(`partner_id=${ada}&currency=EUR`)).length).toBe(4);
    expect(await amounts(`partner_id=${ada}&account=due`)).toEqual([
      ['due', 2_000, 'EUR', 'commission.due'],
      ['due', 1_000, 'USD', 'commission.due'],
    ]);
    const [newest] = (await list(`/api/v1/ledger-entries?partner_id=${ada}&currency=USD`)).data;
    expect(newest).toMatchObject({ program_id: first, partner_id: ada, actor: expect.any(String) });
    expect((await amounts(`commission_id=${newest?.commission_id}`)).length).toBe(4);
    expect((await amounts(`commission_id=${newest?.commission_id}&account=expense`)).length).toBe(1);
    expect(await amounts(`program_id=${second}&account=pending`)).toEqual([
      ['pending', 700, 'USD', 'commission.created'],
    ]);
  });

  test('of another program are none of a key’s business', async () => {
    expect((await amounts('', narrow)).length).toBe(2);
    expect(await amounts(`partner_id=${ada}`, narrow)).toEqual([]);
  });

  test('come page by page, each once, also across currencies', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: AnswerBody = await list(
        `/api/v1/ledger-entries?partner_id=${ada}&limit=3${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...page.data.map((row) => row.id));
      cursor = page.next_cursor as string | null;
    }
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
    expect(seen.length).toBe(8);
  });

  test('have no route that changes or deletes them', () => {
    const routes = it.routes.filter(({ path }) => /ledger|balances/.test(path));
    expect(routes.length).toBeGreaterThanOrEqual(2);
    expect(routes.map(({ method }) => method)).toEqual(routes.map(() => 'GET'));
  });
});

test('whatever is asked of a partner, a program or a commission, an index leads there', async () => {
  const { read } = it.app;
  const page = { limit: 50 };
  const partnerId = ada as PartnerId;
  const plans = [
    ...(await queryPlansOf(read, (db) => listBalances(db, { programId: first as never }, page))),
    ...(await queryPlansOf(read, (db) => listBalances(db, {}, page))),
    ...(await queryPlansOf(read, (db) =>
      listEntries(db, { partnerId, currency: 'USD' as never }, { ...page, after: 9 }),
    )),
    ...(await queryPlansOf(read, (db) => listEntries(db, { commissionId: 'com_0' }, { ...page, after: 9 }))),
  ];
  expect(plans.length).toBeGreaterThan(3);
  expect(plans.filter((plan) => /TEMP B-TREE|SCAN (?!balances$)/.test(plan))).toEqual([]);
});
