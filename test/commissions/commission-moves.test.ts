import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { commissionTransitions } from '../../src/commissions/commission.ts';
import { dayMs } from '../../src/core/clock.ts';
import type { CommissionChange } from '../../src/workflows/commissions/change-commission.ts';
import type { TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { type CommissionWorld, createCommissionWorld } from './support/commission-world.ts';

/** Commissions of 200 USD cents, due after ten days, approved by hand. */
let world: CommissionWorld;
let app: TestApp;

beforeAll(async () => {
  world = await createCommissionWorld();
  ({ app } = world);
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.events();
});
afterEach(() => assertBooksBalance(app));

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
    const id = await world.into(from);
    const answer = await world.move(id, name, bodies[name]);
    if (to === undefined) expect(answer).toMatchObject({ status: 409, body: { code: 'invalid_transition' } });
    else expect(answer).toMatchObject({ status: 200, body: { state: to } });
    expect(await app.events()).toEqual(events);
    expect((await world.get(id)).state).toBe(to ?? from);
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
    const id = await world.into(from);
    const outcome = await world.change(id, facts[to] ?? (() => ({}))).then(
      () => 'moved',
      (error) => error.code,
    );
    // A due one that waits again is no move there is: what was due stays due, whatever the clock says.
    expect(outcome).toBe(mayMove(from, to) ? 'moved' : 'invalid_transition');
    expect((await world.get(id)).state).toBe(outcome === 'moved' ? to : from);
  });
});

describe('approval by hand', () => {
  test('before the hold is over is remembered; the commission becomes due on its day', async () => {
    const id = await world.earn();
    expect((await world.approve(id)).body).toMatchObject({ state: 'pending' });
    app.clock.advance(10 * dayMs - 1);
    expect(await world.tick()).toBe(0);
    app.clock.advance(1);
    await app.events();
    expect(await world.tick()).toBe(1);
    expect(await app.events()).toEqual(['commission.due']);
  });

  test('after the hold is over makes it due at once', async () => {
    const id = await world.earn();
    app.clock.advance(10 * dayMs);
    expect(await world.tick()).toBe(0);
    await app.events();
    expect((await world.approve(id)).body).toMatchObject({ state: 'due' });
    expect(await app.events()).toEqual(['commission.due']);
  });

  test('twice is once: the first instant stays, nothing is told again', async () => {
    const id = await world.earn();
    const first = await world.approve(id);
    app.clock.advance(1_000);
    expect((await world.approve(id)).body).toEqual(first.body);
  });

  test('of a held one is remembered: released after its hold, it is due at once', async () => {
    const id = await world.into('held');
    await world.approve(id);
    app.clock.advance(10 * dayMs);
    await world.tick();
    expect((await world.get(id)).state).toBe('held');
    await app.events();
    expect((await world.release(id)).body).toMatchObject({ state: 'due', hold_reasons: [] });
    expect(await app.events()).toEqual(['commission.released', 'commission.due']);
  });
});

describe('two people at once', () => {
  test.each([
    ['hold', (id: string) => world.hold(id)],
    ['void', (id: string) => world.voidIt(id)],
  ])('%s the same commission: one wins, the other is told so', async (_, act) => {
    const id = await world.earn();
    const answers = await Promise.all([act(id), act(id), act(id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  test('one voids what the other holds and approves: the void is final', async () => {
    const id = await world.earn();
    const [voided, held, approved] = await Promise.all([world.voidIt(id), world.hold(id), world.approve(id)]);
    expect([voided.status, held.status, approved.status]).toEqual([200, 409, 409]);
    expect((await world.get(id)).state).toBe('voided');
  });

  test('one who has not seen the last version is refused', async () => {
    const id = await world.earn();
    const seen = await app.call('GET', `/api/v1/commissions/${id}`);
    await world.hold(id);
    const stale = await app.call('POST', `/api/v1/commissions/${id}/void`, {
      body: { note: 'n' },
      headers: { 'if-match': seen.headers.get('etag') ?? '' },
    });
    expect(stale.status).toBe(412);
  });
});
