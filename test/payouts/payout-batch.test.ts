import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { ProgramId } from '../../src/core/ids.ts';
import type { AnswerBody } from '../support/call.ts';
import { createPayoutTest, type PayoutTest } from './payout-test.ts';

let it: PayoutTest;
let ada: string;
let ben: string;
beforeEach(async () => {
  it = await createPayoutTest();
  ada = (await it.build.partner({ code: 'ADA' })).id;
  ben = (await it.build.partner({ code: 'BEN' })).id;
});
afterEach(async () => {
  await it.assertBooks();
  await it.close();
});

const draft = async (selection: object = {}): Promise<AnswerBody> => {
  const answer = await it.post('payout-batches', selection);
  expect(answer.status).toBe(201);
  return answer.body;
};
const approve = (id: string, options = {}) => it.post(`payout-batches/${id}/approval`, undefined, options);
const read = async (id: string) => (await it.call('GET', `/api/v1/payout-batches/${id}`)).body;

describe('a draft', () => {
  test('reserves nothing and makes no payout', async () => {
    await it.earn('ADA', 800);
    await it.events();
    const batch = await draft({ note: 'May' });
    expect(batch).toMatchObject({
      state: 'draft',
      note: 'May',
      approvals: [],
      approvals_needed: 1,
      payouts: [],
    });
    expect(batch.drafted).toEqual([{ currency: 'USD', amount: 800, payouts: 1, items: 1 }]);
    expect(await it.events()).toEqual([]);
    expect(await it.balanceOf(ada)).toMatchObject({ due: 800, processing: 0 });
  });

  test('shows what it would pay now, not what it would have paid', async () => {
    const order = await it.earn('ADA', 800);
    await it.earn('BEN', 500);
    const { id } = await draft();
    await it.refund(order, 300);
    await it.post(`partners/${ben}/suspension`);
    const now = await read(id);
    expect(now.drafted).toMatchObject([{ amount: 1_300 }]);
    expect(now.due).toMatchObject([{ amount: 500, payouts: 1 }]);
    expect(now.differences).toEqual([
      { partner_id: ada, currency: 'USD', drafted_amount: 800, amount: 500 },
      { partner_id: ben, currency: 'USD', drafted_amount: 500, amount: 0 },
    ]);
  });

  test('is one, however often it is asked for with the same key', async () => {
    await it.earn('ADA', 800);
    const headers = { 'idempotency-key': 'may' };
    const ask = (body: object = { currency: 'USD' }) => it.post('payout-batches', body, { headers });
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask()));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const again = await it.post('payout-batches', { currency: 'USD', idempotency_key: 'may' });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await ask({ currency: 'EUR' })).toMatchObject({
      status: 409,
      body: { code: 'idempotency_conflict' },
    });
    const differing = await it.post('payout-batches', { idempotency_key: 'june' }, { headers });
    expect(differing).toMatchObject({ status: 422, body: { errors: [{ path: 'idempotency_key' }] } });
  });
});

describe('an approval', () => {
  test('pays what is due then and says where that is not what was drafted', async () => {
    const order = await it.earn('ADA', 800);
    const { id } = await draft();
    await it.refund(order, 300);
    const answer = await approve(id);
    expect(answer).toMatchObject({ status: 200, body: { state: 'approved', in_progress: null, due: null } });
    expect(answer.body.differences).toEqual([
      { partner_id: ada, currency: 'USD', drafted_amount: 800, amount: 500 },
    ]);
    expect(answer.body.payouts).toEqual([
      { currency: 'USD', state: 'scheduled', amount: 500, payouts: 1, items: 1 },
    ]);
  });

  test('leaves what became due after the cut-off of the draft', async () => {
    await it.earn('ADA', 800);
    const { id } = await draft();
    it.clock.advance(1);
    await it.earn('ADA', 900);
    expect((await approve(id)).body.payouts).toMatchObject([{ amount: 800 }]);
  });

  test('of the second of two drafts of the same money pays what the first one left', async () => {
    await it.earn('ADA', 800);
    const [one, two] = [await draft(), await draft()];
    await approve(one.id);
    expect((await approve(two.id)).body.payouts).toEqual([]);
    expect(await it.balanceOf(ada)).toMatchObject({ processing: 800 });
  });

  test('of two drafts of the same money at once pays it once', async () => {
    await it.earn('ADA', 800);
    const drafts = [await draft(), await draft(), await draft()];
    await Promise.all(drafts.map(({ id }) => approve(id)));
    expect(await it.balanceOf(ada)).toMatchObject({ due: 0, processing: 800 });
    expect(await it.rows('payouts')).toHaveLength(1);
  });

  test('by two people at once: one wins, the other is told', async () => {
    await it.earn('ADA', 800);
    const { id } = await draft();
    const other = await it.build.key({ scopes: ['payouts'] });
    const answers = await Promise.all([approve(id), approve(id, { key: other })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await it.rows('payouts')).toHaveLength(1);
  });
});

describe('where a program wants two approvals', () => {
  beforeEach(async () => {
    const [program] = (await it.call('GET', '/api/v1/programs')).body.data;
    await it.call('PATCH', `/api/v1/programs/${program?.id}`, { body: { payout_approvals: 2 } });
    await it.earn('ADA', 800);
  });

  test('whoever drafted may give one of them, never both', async () => {
    const { id } = await draft();
    const first = await approve(id);
    expect(first).toMatchObject({ status: 200, body: { state: 'draft', approvals_needed: 2, payouts: [] } });
    expect(await it.balanceOf(ada)).toMatchObject({ due: 800, processing: 0 });
    expect(await approve(id)).toMatchObject({ status: 409, body: { code: 'conflict' } });
    const other = await it.build.key({ scopes: ['payouts'] });
    const second = await approve(id, { key: other });
    expect(second).toMatchObject({ status: 200, body: { state: 'approved', payouts: [{ amount: 800 }] } });
    expect(second.body.approvals).toHaveLength(2);
  });

  test('a draft keeps that although the program wants one by then', async () => {
    const { id } = await draft();
    const [program] = (await it.call('GET', '/api/v1/programs')).body.data;
    await it.call('PATCH', `/api/v1/programs/${program?.id}`, { body: { payout_approvals: 1 } });
    expect((await approve(id)).body.state).toBe('draft');
  });

  test('two others at once approve it, and its payouts are made once', async () => {
    const { id } = await draft();
    const keys = [await it.build.key({ scopes: ['payouts'] }), await it.build.key({ scopes: ['payouts'] })];
    const answers = await Promise.all(keys.map((key) => approve(id, { key })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await read(id)).toMatchObject({ state: 'approved', payouts: [{ amount: 800, payouts: 1 }] });
  });
});

describe('a batch that is', () => {
  const bring = async (state: string): Promise<string> => {
    await it.earn('ADA', 800);
    const { id } = await draft();
    if (state === 'approved') await approve(id);
    if (state === 'canceled') await it.post(`payout-batches/${id}/cancellation`);
    return id;
  };

  test.each([
    ['draft', 'approval', 200],
    ['draft', 'cancellation', 200],
    ['draft', 'completion', 409],
    ['approved', 'approval', 409],
    ['approved', 'cancellation', 409],
    ['approved', 'completion', 200],
    ['canceled', 'approval', 409],
    ['canceled', 'cancellation', 409],
    ['canceled', 'completion', 409],
  ])('%s answers %s with %i', async (state, move, status) => {
    const id = await bring(state);
    const before = await it.rows('ledger_entries');
    const answer = await it.post(
      `payout-batches/${id}/${move}`,
      move === 'completion' ? { reference: 'A' } : {},
    );
    expect(answer.status).toBe(status);
    if (status === 409) expect(await it.rows('ledger_entries')).toEqual(before);
  });
});

describe('completing a batch', () => {
  test('pays every open payout with one reference and leaves what is frozen or over', async () => {
    for (const code of ['EVE', 'FAY', 'GUS']) await it.build.partner({ code });
    for (const code of ['ADA', 'BEN', 'EVE', 'FAY', 'GUS']) await it.earn(code, 100);
    const payouts = await it.pay();
    expect(payouts).toHaveLength(5);
    const batch = payouts[0]?.batch_id;
    const [one, two, three] = payouts;
    await it.post(`payouts/${one?.id}/cancellation`);
    await it.post(`payouts/${two?.id}/submission`);
    await it.post(`partners/${three?.partner_id}/suspension`);
    const answer = await it.post(`payout-batches/${batch}/completion`, { reference: 'SEPA' });
    expect(answer.status).toBe(200);
    expect(answer.body.in_progress).toBeNull();
    expect(answer.body.payouts).toEqual([
      { currency: 'USD', state: 'canceled', amount: 100, payouts: 1, items: 1 },
      { currency: 'USD', state: 'completed', amount: 300, payouts: 3, items: 3 },
      { currency: 'USD', state: 'scheduled', amount: 100, payouts: 1, items: 1 },
    ]);
    const list = await it.call('GET', `/api/v1/payouts?batch_id=${batch}&state=completed`);
    expect(list.body.data.map((payout) => payout.reference)).toEqual(['SEPA', 'SEPA', 'SEPA']);
  });

  test('that has nothing open is refused', async () => {
    await it.earn('ADA', 100);
    const [payout] = await it.pay();
    const complete = () => it.post(`payout-batches/${payout?.batch_id}/completion`, { reference: 'A' });
    expect((await complete()).status).toBe(200);
    expect(await complete()).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });
});

describe('a key', () => {
  test('of another program finds no batch and may name no partner of it', async () => {
    await it.earn('ADA', 800);
    const { id } = await draft();
    const other = await it.build.program({ name: 'Other' });
    const key = await it.build.key({ scopes: ['payouts'], programId: other.id as ProgramId });
    expect((await it.call('GET', `/api/v1/payout-batches/${id}`, { key })).status).toBe(404);
    expect((await it.call('GET', `/api/v1/payout-batches/${id}/export.csv`, { key })).status).toBe(404);
    expect((await it.call('GET', '/api/v1/payout-batches', { key })).body.data).toEqual([]);
    for (const move of ['approval', 'cancellation', 'completion']) {
      const body = move === 'completion' ? { reference: 'A' } : {};
      expect((await it.post(`payout-batches/${id}/${move}`, body, { key })).status).toBe(404);
    }
    const named = await it.post('payout-batches', { partner_ids: [ada] }, { key });
    expect(named).toMatchObject({ status: 422, body: { errors: [{ path: 'partner_ids[0]' }] } });
  });
});
