import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs } from '../../src/core/clock.ts';
import type { TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { type CommissionWorld, createCommissionWorld } from './support/commission-world.ts';

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

const award = (fields: object = {}, key?: string) =>
  app.call('POST', '/api/v1/commissions', {
    body: { partner_id: world.partnerId, amount: 5_000, note: 'most sales in May', ...fields },
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });

describe('a bonus', () => {
  test('is due at once, approved by being awarded, and told as created, then due', async () => {
    const answer = await award();
    expect(answer).toMatchObject({
      status: 201,
      body: { kind: 'bonus', state: 'due', amount: 5_000, currency: 'USD', reason: 'bonus', rule_id: null },
    });
    expect(await app.events()).toEqual(['commission.created', 'commission.due']);
    expect(await world.balance()).toMatchObject({ due: 5_000, pending: 0 });
  });

  test('waits for its day where it has one', async () => {
    const dueAt = new Date(app.clock.now() + dayMs).toISOString();
    const { body } = await award({ due_at: dueAt });
    expect(body).toMatchObject({ state: 'pending', due_at: dueAt });
    app.clock.advance(dayMs - 1);
    expect(await world.tick()).toBe(0);
    app.clock.advance(1);
    expect(await world.tick()).toBe(1);
  });

  test('for a sale stands beside it, and stays when the sale is rejected', async () => {
    const sale = await world.get(await world.earn());
    const { body } = await award({ conversion_id: sale.conversion_id });
    await award({ conversion_id: sale.conversion_id });
    await app.call('POST', `/api/v1/conversions/${sale.conversion_id}/rejection`, {
      body: { reason: 'other' },
    });
    expect((await world.get(sale.id)).state).toBe('voided');
    expect((await world.get(body.id)).state).toBe('due');
  });

  test('sent many times at once with one key is paid once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => award({}, 'double-click')));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const replayed = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true');
    expect(replayed.length).toBe(19);
    expect(await app.events()).toEqual(['commission.created', 'commission.due']);
  });

  test('with the same key and another sum is refused', async () => {
    const answer = await award({ amount: 1 }, 'double-click');
    expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } });
  });

  test('is never zero, negative or in a currency the partner has nothing to do with', async () => {
    for (const fields of [
      { amount: 0 },
      { amount: -1 },
      { amount: 1.5 },
      { currency: 'JPY' },
      { note: '' },
    ]) {
      expect((await award(fields)).body.code).toBe('invalid_request');
    }
  });

  test('may be in a currency that the partner has a balance in', async () => {
    await world.earn({ amount: 10_000, currency: 'JPY' });
    expect((await award({ currency: 'JPY' })).body).toMatchObject({ amount: 5_000, currency: 'JPY' });
  });

  test("for another program's partner or sale is refused by the name of the field", async () => {
    const other = await app.build.program({ name: 'Other' });
    const stranger = await app.build.partner({ program_id: other.id });
    const key = await app.build.key({ scopes: ['write'], programId: other.id });
    const body = { partner_id: world.partnerId, amount: 1, note: 'n' };
    const unreachable = await app.call('POST', '/api/v1/commissions', { body, key });
    expect(unreachable).toMatchObject({ status: 422, body: { errors: [{ path: 'partner_id' }] } });
    const sale = await world.get(await world.earn({ program: (await programId()) as never }));
    const mixed = await award({ partner_id: stranger.id, conversion_id: sale.conversion_id });
    expect(mixed).toMatchObject({ status: 422, body: { errors: [{ path: 'conversion_id' }] } });
  });

  test('to somebody who was only invited is refused', async () => {
    const invited = await app.build.partner({ state: 'invited', program_id: await programId() });
    const answer = await award({ partner_id: invited.id });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'partner_id' }] } });
  });
});

const programId = async (): Promise<unknown> =>
  (await app.call('GET', `/api/v1/partners/${world.partnerId}`)).body.program_id;
