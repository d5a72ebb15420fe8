import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { ProgramId } from '../../src/core/ids.ts';
import { type PayoutState, payoutTransitions } from '../../src/payouts/payout.ts';
import type { AnswerBody } from '../support/call.ts';
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

const bodies = {
  submission: {},
  completion: { reference: 'BANK-1' },
  failure: { reason: 'receiver_account_closed' },
  retry: {},
  cancellation: {},
  reversal: { reason: 'returned_by_bank' },
} as const;
type Move = keyof typeof bodies;

const move = (id: string | undefined, name: Move, options = {}) =>
  it.post(`payouts/${id}/${name}`, bodies[name], options);

/** How a payout gets into a state. */
const ways: Readonly<Record<PayoutState, readonly Move[]>> = {
  scheduled: [],
  processing: ['submission'],
  completed: ['completion'],
  failed: ['submission', 'failure'],
  canceled: ['cancellation'],
  reversed: ['completion', 'reversal'],
};

/** Where each move leads from where; everything else is refused. */
const legal: Readonly<Record<Move, Partial<Record<PayoutState, PayoutState>>>> = {
  submission: { scheduled: 'processing' },
  completion: { scheduled: 'completed', processing: 'completed' },
  failure: { processing: 'failed' },
  retry: { failed: 'scheduled' },
  cancellation: { scheduled: 'canceled', failed: 'canceled' },
  reversal: { completed: 'reversed' },
};

const bring = async (state: PayoutState): Promise<AnswerBody> => {
  await it.earn('ADA', 700);
  await it.earn('ADA', 50);
  const [payout] = await it.pay();
  if (!payout) throw new Error('there is a payout');
  for (const name of ways[state]) expect((await move(payout.id, name)).status).toBe(200);
  const { body } = await it.call('GET', `/api/v1/payouts/${payout.id}`);
  expect(body.state).toBe(state);
  await it.events();
  return body;
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

describe('the money', () => {
  const balance = async () => {
    const found = await it.balanceOf(ada);
    return { due: found?.due, processing: found?.processing, paid: found?.paid, balance: found?.balance };
  };

  test('of a canceled payout is due again, and the next batch takes it', async () => {
    const payout = await bring('scheduled');
    expect(await balance()).toEqual({ due: 0, processing: 750, paid: 0, balance: 750 });
    await move(payout.id, 'cancellation');
    expect(await it.events()).toEqual(['payout.canceled']);
    expect(await balance()).toEqual({ due: 750, processing: 0, paid: 0, balance: 750 });
    expect((await it.pay()).map(({ amount }) => amount)).toEqual([750]);
  });

  test('of a failed payout stays reserved: no other batch takes it', async () => {
    await bring('failed');
    expect(await balance()).toEqual({ due: 0, processing: 750, paid: 0, balance: 750 });
    expect(await it.pay()).toEqual([]);
  });

  test('of a retried payout is the same, item by item', async () => {
    const failed = await bring('failed');
    expect(failed.failure_reason).toBe('receiver_account_closed');
    await it.earn('ADA', 99);
    await it.events();
    await move(failed.id, 'retry');
    expect(await it.events()).toEqual(['payout.scheduled']);
    const { body } = await it.call('GET', `/api/v1/payouts/${failed.id}`);
    expect(body).toMatchObject({ state: 'scheduled', amount: 750, failure_reason: null });
    expect(body.items).toEqual(failed.items);
  });

  test('of a reversed payout is owed once more, line by line, and is paid by the next one', async () => {
    const payout = await bring('completed');
    await move(payout.id, 'reversal');
    expect(await it.events()).toEqual(['payout.reversed', 'commission.adjusted', 'commission.adjusted']);
    expect(await balance()).toEqual({ due: 750, processing: 0, paid: 750, balance: 750 });
    const restores = (await it.rows('commissions')).filter(({ kind }) => kind === 'restore');
    expect(restores.map((row) => [row.amount_minor, row.reason, row.state])).toEqual([
      [700, 'payout_reversed', 'due'],
      [50, 'payout_reversed', 'due'],
    ]);
    expect(restores.map((row) => row.original_commission_id)).toEqual(
      (payout.items as { commission_id: string }[]).map((item) => item.commission_id),
    );
    expect((await it.pay()).map(({ amount }) => amount)).toEqual([750]);
  });

  test('of a payout that netted a clawback comes back as exactly what was paid', async () => {
    const order = await it.earn('ADA', 1_000);
    const [first] = await it.pay();
    await move(first?.id, 'completion');
    await it.refund(order, 300);
    await it.earn('ADA', 900);
    const [second] = await it.pay();
    expect(second).toMatchObject({ amount: 600, item_count: 2 });
    await move(second?.id, 'completion');
    await move(second?.id, 'reversal');
    expect(await balance()).toEqual({ due: 600, processing: 0, paid: 1_600, balance: 600 });
    // And once more: a restore of a restore.
    const [third] = await it.pay();
    expect(third).toMatchObject({ amount: 600 });
    await move(third?.id, 'completion');
    await move(third?.id, 'reversal');
    expect(await balance()).toMatchObject({ due: 600, balance: 600 });
  });

  test('of a sale that is refunded after its payout was reversed is taken back once', async () => {
    const order = await it.earn('ADA', 1_000);
    const [payout] = await it.pay();
    await move(payout?.id, 'completion');
    await move(payout?.id, 'reversal');
    await it.refund(order);
    expect(await balance()).toMatchObject({ due: 0, balance: 0 });
    expect(await it.pay()).toEqual([]);
  });

  test('of a sale that is rejected after its payout was reversed is taken back once', async () => {
    const order = await it.earn('ADA', 1_000);
    const [payout] = await it.pay();
    await move(payout?.id, 'completion');
    await move(payout?.id, 'reversal');
    const [sale] = (await it.call('GET', `/api/v1/conversions?order_id=${order}`)).body.data;
    const rejected = await it.post(`conversions/${sale?.id}/rejection`, { reason: 'fraud' });
    expect(rejected.status).toBe(200);
    expect(await balance()).toMatchObject({ due: 0, balance: 0 });
  });

  test('of a sale that is refunded while its payout is under way is clawed back once it is paid', async () => {
    const order = await it.earn('ADA', 1_000);
    const [payout] = await it.pay();
    await it.refund(order, 250);
    expect(await balance()).toEqual({ due: 0, processing: 1_000, paid: 0, balance: 1_000 });
    await move(payout?.id, 'completion');
    expect(await balance()).toEqual({ due: -250, processing: 0, paid: 1_000, balance: -250 });
  });

  test('of a sale that is refunded while its payout is under way is less when that is canceled', async () => {
    const order = await it.earn('ADA', 1_000);
    const [payout] = await it.pay();
    await it.refund(order, 250);
    await move(payout?.id, 'cancellation');
    expect(await balance()).toEqual({ due: 750, processing: 0, paid: 0, balance: 750 });
    expect((await it.pay()).map(({ amount }) => amount)).toEqual([750]);
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

  test('was paid when it is said to have been, and never in the future', async () => {
    const payout = await bring('scheduled');
    const later = new Date(it.clock.now() + 1).toISOString();
    const refused = await it.post(`payouts/${payout.id}/completion`, { reference: 'A', paid_at: later });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: 'paid_at' }] } });
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
