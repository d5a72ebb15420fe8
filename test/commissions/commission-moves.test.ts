import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { findCommission } from '../../src/commissions/commission.store.ts';
import { commissionTransitions } from '../../src/commissions/commission.ts';
import { dayMs } from '../../src/core/clock.ts';
import { type CommissionChange, changeCommission } from '../../src/workflows/change-commission.ts';
import { releaseDueCommissions } from '../../src/workflows/release-due-commissions.ts';
import type { TrackAnswer } from '../../src/workflows/track-answer.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';

/** Commissions of 200 USD cents, due after ten days, approved by hand. */
let app: TestApp;
let count = 0;

beforeAll(async () => {
  app = await createTestApp();
  await app.build.program({ hold_days: 10, approval: 'manual' });
  await app.build.partner({ code: 'ADA' });
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.events();
});
afterEach(() => assertBooksBalance(app));

const earn = async (): Promise<string> => {
  count += 1;
  const { body } = await app.call<TrackAnswer>('POST', '/track/purchase', {
    body: { order_id: `order-${count}`, partner: 'ADA', amount: 1_000, currency: 'USD' },
  });
  return body.commissions[0]?.id ?? '';
};

const move = (id: string, name: string, body: object = {}) =>
  app.call('POST', `/api/v1/commissions/${id}/${name}`, { body });
const approve = (id: string) => move(id, 'approval');
const hold = (id: string) => move(id, 'hold', { note: 'asked the shop' });
const release = (id: string) => move(id, 'release');
const voidIt = (id: string) => move(id, 'void', { note: 'never happened' });
const adjust = (id: string, amount: number) => move(id, 'adjustment', { amount, note: 'agreed by phone' });
const get = async (id: string) => (await app.call('GET', `/api/v1/commissions/${id}`)).body;
const tick = () => releaseDueCommissions(app.app.transact, 'req_tick');

const change = (id: string, facts: (now: number) => CommissionChange) =>
  app.app.transact(testOrigin, async (work) => {
    const commission = await findCommission(work.tx, id as never);
    if (!commission) throw new Error('gone');
    await changeCommission(work, commission, facts(work.now));
  });

/** The ways into each state; a payout's steps are made as the payout makes them. */
const bring: Record<string, () => Promise<string>> = {
  pending: earn,
  held: async () => {
    const id = await earn();
    await hold(id);
    return id;
  },
  due: async () => {
    const id = await earn();
    await approve(id);
    app.clock.advance(10 * dayMs);
    await tick();
    return id;
  },
  processing: async () => {
    const id = (await bring.due?.()) ?? '';
    await change(id, () => ({ payoutId: 'pay_0000000000' }));
    return id;
  },
  paid: async () => {
    const id = (await bring.processing?.()) ?? '';
    await change(id, (now) => ({ paidAt: now }));
    return id;
  },
  voided: async () => {
    const id = await earn();
    await voidIt(id);
    return id;
  },
};
const into = async (state: string): Promise<string> => {
  const id = (await bring[state]?.()) ?? '';
  expect((await get(id)).state).toBe(state);
  await app.events();
  return id;
};

describe('a person moves a commission that is', () => {
  // Where each move leads from each state; undefined is refused with 409.
  const table: [string, string, string | undefined, string[]][] = [
    ['pending', 'approval', 'pending', []],
    ['held', 'approval', 'held', []],
    ['due', 'approval', 'due', []],
    ['processing', 'approval', 'processing', []],
    ['paid', 'approval', 'paid', []],
    ['voided', 'approval', undefined, []],
    ['pending', 'hold', 'held', ['commission.held']],
    ['held', 'hold', undefined, []],
    ['due', 'hold', 'held', ['commission.held']],
    ['processing', 'hold', undefined, []],
    ['paid', 'hold', undefined, []],
    ['voided', 'hold', undefined, []],
    ['pending', 'release', undefined, []],
    ['held', 'release', 'pending', ['commission.released']],
    ['due', 'release', undefined, []],
    ['processing', 'release', undefined, []],
    ['paid', 'release', undefined, []],
    ['voided', 'release', undefined, []],
    ['pending', 'void', 'voided', ['commission.voided']],
    ['held', 'void', 'voided', ['commission.voided']],
    ['due', 'void', 'voided', ['commission.voided']],
    ['processing', 'void', undefined, []],
    ['paid', 'void', undefined, []],
    ['voided', 'void', undefined, []],
  ];
  const bodies: Record<string, object> = { hold: { note: 'why' }, void: { note: 'why' } };
  test.each(table)('%s by %s', async (from, name, to, events) => {
    const id = await into(from);
    const answer = await move(id, name, bodies[name]);
    if (to === undefined) expect(answer).toMatchObject({ status: 409, body: { code: 'invalid_transition' } });
    else expect(answer).toMatchObject({ status: 200, body: { state: to } });
    expect(await app.events()).toEqual(events);
    expect((await get(id)).state).toBe(to ?? from);
  });
});

describe('every pair of states', () => {
  const facts: Record<string, (now: number) => CommissionChange> = {
    pending: () => ({ holdReasons: [], payoutId: null, paidAt: null, voidedAt: null, dueAt: 9e12 }),
    held: () => ({ holdReasons: ['manual'], payoutId: null, paidAt: null, voidedAt: null }),
    due: (now) => ({
      holdReasons: [],
      payoutId: null,
      paidAt: null,
      voidedAt: null,
      approvedAt: now,
      dueAt: 1,
    }),
    processing: () => ({ payoutId: 'pay_0000000000', paidAt: null, voidedAt: null }),
    paid: (now) => ({ payoutId: 'pay_0000000000', paidAt: now, voidedAt: null }),
    voided: (now) => ({ voidedAt: now, payoutId: null, paidAt: null }),
  };
  const { states, mayMove } = commissionTransitions;
  const pairs = states.flatMap((from) => states.filter((to) => to !== from).map((to) => [from, to] as const));
  test.each(pairs)('from %s to %s', async (from, to) => {
    const id = await into(from);
    const outcome = await change(id, facts[to] ?? (() => ({}))).then(
      () => 'moved',
      (error) => error.code,
    );
    // A due one that waits again is no move there is: what was due stays due, whatever the clock says.
    expect(outcome).toBe(mayMove(from, to) ? 'moved' : 'invalid_transition');
    expect((await get(id)).state).toBe(outcome === 'moved' ? to : from);
  });
});

describe('approval by hand', () => {
  test('before the hold is over is remembered; the commission becomes due on its day', async () => {
    const id = await earn();
    expect((await approve(id)).body).toMatchObject({ state: 'pending' });
    app.clock.advance(10 * dayMs - 1);
    expect(await tick()).toBe(0);
    app.clock.advance(1);
    await app.events();
    expect(await tick()).toBe(1);
    expect(await app.events()).toEqual(['commission.due']);
  });

  test('after the hold is over makes it due at once', async () => {
    const id = await earn();
    app.clock.advance(10 * dayMs);
    expect(await tick()).toBe(0);
    await app.events();
    expect((await approve(id)).body).toMatchObject({ state: 'due' });
    expect(await app.events()).toEqual(['commission.due']);
  });

  test('twice is once: the first instant stays, nothing is told again', async () => {
    const id = await earn();
    const first = await approve(id);
    app.clock.advance(1_000);
    expect((await approve(id)).body).toEqual(first.body);
  });

  test('of a held one is remembered: released after its hold, it is due at once', async () => {
    const id = await into('held');
    await approve(id);
    app.clock.advance(10 * dayMs);
    await tick();
    expect((await get(id)).state).toBe('held');
    await app.events();
    expect((await release(id)).body).toMatchObject({ state: 'due', hold_reasons: [] });
    expect(await app.events()).toEqual(['commission.released', 'commission.due']);
  });
});

describe('an adjustment', () => {
  test.each([
    ['pending', 'pending'],
    ['held', 'held'],
    ['due', 'due'],
    ['processing', 'due'],
    ['paid', 'due'],
  ])('of one that is %s is %s, told as adjusted alone, and shown beside it', async (state, of) => {
    const id = await into(state);
    const answer = await adjust(id, -50);
    expect(answer).toMatchObject({
      status: 201,
      body: {
        kind: 'adjustment',
        state: of,
        amount: -50,
        original_commission_id: id,
        note: 'agreed by phone',
      },
    });
    expect(await app.events()).toEqual(['commission.adjusted']);
    expect(await get(id)).toMatchObject({
      state,
      amount: 200,
      total_amount: 150,
      corrections: [{ id: answer.body.id, amount: -50 }],
    });
  });

  test('of one that is voided, of another adjustment, and of nothing, is refused', async () => {
    expect((await adjust(await into('voided'), 5)).body.code).toBe('conflict');
    const id = await into('pending');
    expect((await adjust((await adjust(id, 5)).body.id, 5)).body.code).toBe('conflict');
    expect((await adjust(id, 0)).body.code).toBe('invalid_request');
  });

  test('is approved, held, released and voided with its commission', async () => {
    const id = await earn();
    const own = (await adjust(id, 40)).body.id;
    await adjust(id, 30);
    await hold(id);
    expect((await get(own)).state).toBe('held');
    await release(id);
    await approve(id);
    app.clock.advance(10 * dayMs);
    await tick();
    expect(await get(own)).toMatchObject({ state: 'due', note: 'agreed by phone' });
    await voidIt(id);
    expect(await get(id)).toMatchObject({ total_amount: 0 });
  });

  test('sent twice with one key is one', async () => {
    const id = await earn();
    const twice = () =>
      app.call('POST', `/api/v1/commissions/${id}/adjustment`, {
        body: { amount: 7, note: 'n' },
        headers: { 'idempotency-key': `adjust-${id}` },
      });
    const [first, second] = [await twice(), await twice()];
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body.id).toBe(first.body.id);
    expect((await get(id)).total_amount).toBe(207);
  });
});

describe('what its events say', () => {
  test('the reason, the state before and the signed change', async () => {
    const id = await earn();
    await hold(id);
    await release(id);
    await adjust(id, -10);
    await move(id, 'void', { reason: 'duplicate', note: 'twice' });
    const rows = await app.app.read
      .selectFrom('events')
      .select('body')
      .orderBy('seq', 'desc')
      .limit(5)
      .execute();
    const told = rows.map(({ body }) => JSON.parse(body ?? ''));
    expect(told.reverse()).toMatchObject([
      { type: 'commission.held', data: { reason: 'manual', previous_state: 'pending' } },
      { type: 'commission.released', data: { previous_state: 'held', state: 'pending' } },
      { type: 'commission.adjusted', data: { reason: 'manual', adjustment_amount: -10 } },
      {
        type: 'commission.voided',
        data: { reason: 'duplicate', previous_state: 'pending', adjustment_amount: -200 },
      },
      { type: 'commission.voided', data: { reason: 'duplicate', adjustment_amount: 10 } },
    ]);
  });
});

describe('two people at once', () => {
  test.each([
    ['hold', hold],
    ['void', voidIt],
  ])('%s the same commission: one wins, the other is told so', async (_, act) => {
    const id = await earn();
    const answers = await Promise.all([act(id), act(id), act(id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  test('one voids what the other holds and approves: the void is final', async () => {
    const id = await earn();
    const [voided, held, approved] = await Promise.all([voidIt(id), hold(id), approve(id)]);
    expect([voided.status, held.status, approved.status]).toEqual([200, 409, 409]);
    expect((await get(id)).state).toBe('voided');
  });

  test('one who has not seen the last version is refused', async () => {
    const id = await earn();
    const seen = await app.call('GET', `/api/v1/commissions/${id}`);
    await hold(id);
    const stale = await app.call('POST', `/api/v1/commissions/${id}/void`, {
      body: { note: 'n' },
      headers: { 'if-match': seen.headers.get('etag') ?? '' },
    });
    expect(stale.status).toBe(412);
  });
});

describe('the clock', () => {
  test('an hour back leaves what is due due, whatever is done to it', async () => {
    const id = await into('due');
    app.clock.set(app.clock.now() - 3_600_000);
    expect((await approve(id)).body).toMatchObject({ state: 'due' });
    await adjust(id, 1);
    await change(id, () => ({ reversedMinor: 10 }));
    expect((await get(id)).state).toBe('due');
    await change(id, () => ({ payoutId: 'pay_0000000000' }));
    await change(id, () => ({ payoutId: null }));
    expect((await get(id)).state).toBe('due');
    app.clock.advance(3_600_000);
  });
});
