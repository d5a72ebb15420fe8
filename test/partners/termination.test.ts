import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs } from '../../src/core/clock.ts';
import { type CommissionWorld, createCommissionWorld } from '../commissions/support/commission-world.ts';
import type { TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';

/** A partner with one commission in each unpaid state; 200 USD cents each. */
let world: CommissionWorld;
let app: TestApp;
let ids: Record<'pending' | 'held' | 'due', string>;

beforeEach(async () => {
  world = await createCommissionWorld({ approval: 'auto' });
  ({ app } = world);
  ids = {
    due: await world.into('due'),
    held: await world.into('held'),
    pending: await world.into('pending'),
  };
});
afterEach(async () => {
  await assertBooksBalance(app);
  await app.close();
});

const move = (name: string, body: object = {}, headers: Record<string, string> = {}) =>
  app.call('POST', `/api/v1/partners/${world.partnerId}/${name}`, { body, headers });
const states = async () => {
  const state = async (id: string) => (await world.get(id)).state;
  return { pending: await state(ids.pending), held: await state(ids.held), due: await state(ids.due) };
};

describe('suspension', () => {
  test('keeps every commission; what is pending becomes due on its day', async () => {
    await move('suspension', { reason: 'inactivity' });
    expect(await states()).toEqual({ pending: 'pending', held: 'held', due: 'due' });
    app.clock.advance(10 * dayMs);
    await world.tick();
    expect((await states()).pending).toBe('due');
  });
});

describe('termination', () => {
  test('keeps what is pending, which becomes due and can be paid', async () => {
    expect((await move('termination', { reason: 'fraud' })).body.state).toBe('terminated');
    app.clock.advance(10 * dayMs);
    await world.tick();
    expect(await states()).toEqual({ pending: 'due', held: 'held', due: 'due' });
  });

  test('voids what is pending where that is asked for, and nothing else', async () => {
    const answer = await move('termination', { reason: 'fraud', note: 'bought clicks', void_pending: true });
    expect(answer.body).toMatchObject({ state: 'terminated', state_reason: 'fraud' });
    expect(await app.events()).toEqual(['partner.terminated', 'partner.updated', 'commission.voided']);
    expect(await states()).toEqual({ pending: 'voided', held: 'held', due: 'due' });
    expect(await world.get(ids.pending)).toMatchObject({ amount: 0, reason: 'partner_terminated' });
    expect(await world.balance()).toMatchObject({ pending: 0, held: 200, due: 200 });
  });

  test('takes a reason for that', async () => {
    const answer = await move('termination', { void_pending: true });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'reason' }] } });
    expect((await states()).pending).toBe('pending');
  });

  test('voids more than one unit takes, and tells of the partner once', async () => {
    await Promise.all(Array.from({ length: 450 }, () => world.earn()));
    await app.events();
    expect((await move('termination', { reason: 'fraud', void_pending: true })).status).toBe(200);
    const events = await app.events();
    expect(events.filter((type) => type === 'commission.voided').length).toBe(451);
    expect(events.filter((type) => type === 'partner.terminated').length).toBe(1);
    expect(await world.balance()).toMatchObject({ pending: 0 });
  });

  test('is refused before anything is voided: of a stale version, and of one who is terminated', async () => {
    const ask = { reason: 'fraud', void_pending: true };
    expect((await move('termination', ask, { 'if-match': '"99"' })).status).toBe(412);
    expect((await states()).pending).toBe('pending');
    await move('termination');
    expect((await move('termination', ask)).body.code).toBe('invalid_transition');
    expect((await states()).pending).toBe('pending');
  });
});
