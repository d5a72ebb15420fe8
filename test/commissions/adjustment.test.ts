import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs } from '../../src/core/clock.ts';
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

describe('an adjustment', () => {
  test.each([
    ['pending', 'pending'],
    ['held', 'held'],
    ['due', 'due'],
    ['processing', 'due'],
    ['paid', 'due'],
  ])('of one that is %s is %s, told as adjusted alone, and shown beside it', async (state, of) => {
    const id = await world.into(state);
    const answer = await world.adjust(id, -50);
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
    expect(await world.get(id)).toMatchObject({
      state,
      amount: 200,
      total_amount: 150,
      corrections: [{ id: answer.body.id, amount: -50 }],
    });
  });

  test('of one that is voided, of another adjustment, and of nothing, is refused', async () => {
    expect((await world.adjust(await world.into('voided'), 5)).body.code).toBe('conflict');
    const id = await world.into('pending');
    expect((await world.adjust((await world.adjust(id, 5)).body.id, 5)).body.code).toBe('conflict');
    expect((await world.adjust(id, 0)).body.code).toBe('invalid_request');
  });

  test('is approved, held, released and voided with its commission', async () => {
    const id = await world.earn();
    const own = (await world.adjust(id, 40)).body.id;
    await world.adjust(id, 30);
    await world.hold(id);
    expect((await world.get(own)).state).toBe('held');
    await world.release(id);
    await world.approve(id);
    app.clock.advance(10 * dayMs);
    await world.tick();
    expect(await world.get(own)).toMatchObject({ state: 'due', note: 'agreed by phone' });
    await world.voidIt(id);
    expect(await world.get(id)).toMatchObject({ total_amount: 0 });
  });

  test('sent twice with one key is one', async () => {
    const id = await world.earn();
    const twice = () =>
      app.call('POST', `/api/v1/commissions/${id}/adjustment`, {
        body: { amount: 7, note: 'n' },
        headers: { 'idempotency-key': `adjust-${id}` },
      });
    const [first, second] = [await twice(), await twice()];
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body.id).toBe(first.body.id);
    expect((await world.get(id)).total_amount).toBe(207);
  });
});

describe('what its events say', () => {
  test('the reason, the state before and the signed change', async () => {
    const id = await world.earn();
    await world.hold(id);
    await world.release(id);
    await world.adjust(id, -10);
    await world.move(id, 'void', { reason: 'duplicate', note: 'twice' });
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

describe('the clock', () => {
  test('an hour back leaves what is due due, whatever is done to it', async () => {
    const id = await world.into('due');
    app.clock.set(app.clock.now() - 3_600_000);
    expect((await world.approve(id)).body).toMatchObject({ state: 'due' });
    await world.adjust(id, 1);
    await world.change(id, () => ({ reversedMinor: 10 }));
    expect((await world.get(id)).state).toBe('due');
    await world.change(id, () => ({ payoutId: 'pay_0000000000' }));
    await world.change(id, () => ({ payoutId: null }));
    expect((await world.get(id)).state).toBe('due');
    app.clock.advance(3_600_000);
  });
});
