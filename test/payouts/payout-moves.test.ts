import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { ProgramId } from '../../src/core/ids.ts';
import { type PayoutState, payoutTransitions } from '../../src/payouts/payout.ts';
import { bodies, bringPayout, type Move, movePayout } from './brought-payout.ts';
import { createPayoutTest, type PayoutTest } from './payout-test.ts';

let it: PayoutTest;
let ada: string;
beforeEach(async () => {
  it = await createPayoutTest();
  ada = (await it.build.partner({ code: 'ADA' })).id;
});
afterEach(async () => {
  await it.assertBooks();
  await it.close();
});

const move = (id: string | undefined, name: Move, options = {}) => movePayout(it, id, name, options);
const bring = (state: PayoutState) => bringPayout(it, state);

/** Where each move leads from where; everything else is refused. */
const legal: Readonly<Record<Move, Partial<Record<PayoutState, PayoutState>>>> = {
  submission: { scheduled: 'processing' },
  completion: { scheduled: 'completed', processing: 'completed' },
  failure: { processing: 'failed' },
  retry: { failed: 'scheduled' },
  cancellation: { scheduled: 'canceled', failed: 'canceled' },
  reversal: { completed: 'reversed' },
};

const pairs = payoutTransitions.states.flatMap((state) =>
  (Object.keys(bodies) as Move[]).map((name) => [state, name, legal[name][state]] as const),
);

describe('a payout that is', () => {
  test.each(pairs)('%s, by %s, becomes %s', async (state, name, next) => {
    const payout = await bring(state);
    const before = await it.rows('ledger_entries');
    const answer = await move(payout.id, name);
    if (next !== undefined) {
      expect(answer).toMatchObject({ status: 200, body: { id: payout.id, state: next } });
      return;
    }
    expect(answer).toMatchObject({ status: 409, body: { code: 'invalid_transition' } });
    expect((await it.call('GET', `/api/v1/payouts/${payout.id}`)).body).toEqual(payout);
    expect(await it.events()).toEqual([]);
    expect(await it.rows('ledger_entries')).toEqual(before);
  });
});

describe('a completed payout', () => {
  const completions = async () => {
    const rows = await it.app.read
      .selectFrom('events')
      .select('body')
      .where('type', '=', 'payout.completed')
      .orderBy('seq')
      .execute();
    return rows.map(({ body }) => JSON.parse(body ?? '').data);
  };

  test('is the first of its partner once, even if that came back', async () => {
    const first = await bring('completed');
    await move(first.id, 'reversal');
    const [second] = await it.pay();
    await move(second?.id, 'completion');
    const told = await completions();
    expect(told.map((data) => data.first)).toEqual([true, false]);
    expect(told[0]).toMatchObject({ previous_state: 'processing', reference: 'BANK-1', amount: 750 });
    expect(told[0].commission_ids).toHaveLength(2);
    expect(told[0].batch_id).toBe(first.batch_id);
  });

  test('was paid when it is said to have been, neither in the future nor before it was made', async () => {
    const payout = await bring('scheduled');
    const later = new Date(it.clock.now() + 1).toISOString();
    const refused = await it.post(`payouts/${payout.id}/completion`, { reference: 'A', paid_at: later });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: 'paid_at' }] } });
    const before = new Date(it.clock.now() - 1).toISOString();
    const tooEarly = await it.post(`payouts/${payout.id}/completion`, { reference: 'A', paid_at: before });
    expect(tooEarly).toMatchObject({ status: 422, body: { errors: [{ path: 'paid_at' }] } });
    it.clock.advance(120_000);
    const paidAt = new Date(it.clock.now() - 60_000).toISOString();
    const answer = await it.post(`payouts/${payout.id}/completion`, { reference: 'A', paid_at: paidAt });
    expect(answer.body).toMatchObject({ completed_at: paidAt });
    const { body } = await it.call('GET', '/api/v1/commissions?state=paid');
    expect(body.data.map((commission) => commission.paid_at)).toEqual([paidAt, paidAt]);
  });

  test('needs a reference', async () => {
    const payout = await bring('scheduled');
    const answer = await it.post(`payouts/${payout.id}/completion`, {});
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'reference' }] } });
  });
});

describe('a payout of a suspended partner', () => {
  test('is frozen while it is scheduled, can be canceled, and goes on after a reinstatement', async () => {
    const payout = await bring('scheduled');
    await it.post(`partners/${ada}/suspension`);
    for (const name of ['submission', 'completion'] as const) {
      const answer = await move(payout.id, name);
      expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } });
      expect(answer.body.detail).toContain('suspended');
    }
    await it.post(`partners/${ada}/reinstatement`);
    expect((await move(payout.id, 'submission')).status).toBe(200);
  });

  test('can be canceled', async () => {
    const payout = await bring('scheduled');
    await it.post(`partners/${ada}/suspension`);
    expect((await move(payout.id, 'cancellation')).status).toBe(200);
  });

  test('that has left already is completed as it happened', async () => {
    const payout = await bring('processing');
    await it.post(`partners/${ada}/suspension`);
    expect((await move(payout.id, 'completion')).status).toBe(200);
  });
});

describe('two people at once', () => {
  test.each([
    ['completion', 'completion'],
    ['completion', 'cancellation'],
    ['cancellation', 'completion'],
    ['cancellation', 'cancellation'],
    ['submission', 'cancellation'],
  ] as const)('by %s and %s: one wins, the other is told', async (first, second) => {
    const payout = await bring('scheduled');
    const answers = await Promise.all([move(payout.id, first), move(payout.id, second)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('reversing at once restore once', async () => {
    const payout = await bring('completed');
    const answers = await Promise.all([move(payout.id, 'reversal'), move(payout.id, 'reversal')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await it.balanceOf(ada)).toMatchObject({ due: 750 });
  });

  test('who read an earlier version are told so', async () => {
    const payout = await bring('scheduled');
    const headers = { 'if-match': '"1"' };
    expect((await move(payout.id, 'submission', { headers })).status).toBe(200);
    expect((await move(payout.id, 'completion', { headers })).status).toBe(412);
  });
});

describe('a key', () => {
  test('of another program finds no payout', async () => {
    const payout = await bring('scheduled');
    const other = await it.build.program({ name: 'Other' });
    const key = await it.build.key({ scopes: ['payouts'], programId: other.id as ProgramId });
    expect((await it.call('GET', `/api/v1/payouts/${payout.id}`, { key })).status).toBe(404);
    expect((await it.call('GET', '/api/v1/payouts', { key })).body.data).toEqual([]);
    for (const name of Object.keys(bodies) as Move[]) {
      expect((await move(payout.id, name, { key })).status).toBe(404);
    }
  });

  test('without the scope for payouts moves none', async () => {
    const payout = await bring('scheduled');
    const key = await it.build.key({ scopes: ['write'] });
    expect((await move(payout.id, 'completion', { key })).status).toBe(403);
    expect((await it.post('payout-batches', {}, { key })).status).toBe(403);
  });
});
