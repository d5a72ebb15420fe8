import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { listPartners } from '../../src/partners/partner-list.store.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { queryPlansOf } from '../support/query-plans.ts';

interface Listed {
  readonly data: readonly { readonly id: string; readonly name: string }[];
}

let it: TestApp;
let program: string;
let other: string;

beforeAll(async () => {
  it = await createTestApp();
  program = (await it.build.program()).id;
  other = (await it.build.program({ name: 'Other' })).id;
  await partner({ name: 'Ada Lovelace', email: 'ada@example.com', code: 'ADA10' });
  await partner({ name: '100% Deals', email: 'deals@example.org', code: 'DEALS' });
  await partner({ name: 'Under_score', email: 'under@example.net', code: 'UNDER' });
});
afterAll(() => it.close());

const partner = (fields: object) => it.build.partner({ program_id: program, ...fields });

const found = async (q: string): Promise<string[]> => {
  const query = new URLSearchParams({ program_id: program, q });
  const { body } = await it.call<Listed>('GET', `/api/v1/partners?${query}`);
  return body.data.map(({ name }) => name);
};

describe('the search among partners', () => {
  test.each([
    ['lovel', ['Ada Lovelace']],
    ['DEALS@example', ['100% Deals']],
    ['ada1', ['Ada Lovelace']],
    ['adaio', ['Ada Lovelace']],
    ['nobody', []],
  ])('finds a part of name, address or code, or a code that looks alike: %s', async (q, names) => {
    expect(await found(q)).toEqual(names);
  });

  test('takes what means something in a pattern for itself', async () => {
    expect(await found('100%')).toEqual(['100% Deals']);
    expect(await found('r_s')).toEqual(['Under_score']);
    expect(await found('%')).toEqual(['100% Deals']);
    expect(await found('\\')).toEqual([]);
  });

  test('sees nobody of another program', async () => {
    const { body } = await it.call<Listed>('GET', `/api/v1/partners?program_id=${other}&q=ada`);
    expect(body.data).toEqual([]);
  });
});

test('the list says what each partner is called elsewhere and what they earned', async () => {
  const group = await it.call('POST', '/api/v1/groups', { body: { program_id: program, name: 'Gold' } });
  const { id } = await partner({ name: 'Earner', code: 'EARNER', group_id: group.body.id });
  const sale = { program, order_id: 'o-1', partner: 'EARNER', amount: 1_000, currency: 'USD' };
  expect((await it.call('POST', '/track/purchase', { body: sale })).status).toBe(201);
  const { body } = await it.call('GET', `/api/v1/partners?program_id=${program}&q=earner`);
  const balances = [{ currency: 'USD', earned: 200, balance: 200 }];
  expect(body.data).toMatchObject([{ id, group_name: 'Gold', tier_name: null, balances }]);
});

describe('decisions about many', () => {
  const decide = (what: string, ids: readonly string[], rest: object = {}) =>
    it.call('POST', `/api/v1/partners/${what}`, { body: { ids, ...rest } });

  test('say of each what became of it, and one that is not waiting keeps no other back', async () => {
    const waiting = await partner({ state: 'pending' });
    const active = await partner({});
    const ids = [active.id, 'prt_0000000000', waiting.id];
    const { body } = await decide('approvals', ids);
    expect(body.results).toEqual([
      { id: active.id, result: 'already_decided' },
      { id: 'prt_0000000000', result: 'not_found' },
      { id: waiting.id, result: 'approved' },
    ]);
    const again = await decide('rejections', [waiting.id]);
    expect(again.body.results).toEqual([{ id: waiting.id, result: 'not_waiting' }]);
  });

  test('keep the reason of a rejection with each partner', async () => {
    const waiting = await partner({ state: 'pending' });
    await decide('rejections', [waiting.id], { reason: 'not_a_fit', note: 'No traffic yet' });
    const { body } = await it.call('GET', `/api/v1/partners/${waiting.id}`);
    expect(body).toMatchObject({
      state: 'rejected',
      state_reason: 'not_a_fit',
      state_note: 'No traffic yet',
    });
  });
});

test('the summary counts by state, and the state of a program is found by its index', async () => {
  const lone = (await it.build.program({ name: 'Lone' })).id;
  await it.build.partner({ program_id: lone, state: 'pending' });
  const { body } = await it.call('GET', `/api/v1/partners/summary?program_id=${lone}`);
  expect(body).toMatchObject({ total: 1, states: { pending: 1, approved: 0 } });
  const plans = await queryPlansOf(it.app.read, (db) =>
    listPartners(db, { limit: 50 }, { programId: lone as never, state: 'pending' }),
  );
  expect(plans.join('\n')).toContain('partners_by_state');
});
