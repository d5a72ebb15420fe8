import { afterAll, beforeAll, expect, test } from 'bun:test';
import { countInState, sumUnapproved } from '../../src/commissions/commission-count.store.ts';
import { listCommissions } from '../../src/commissions/commission-list.store.ts';
import type { ProgramId } from '../../src/core/ids.ts';
import { queryPlansOf } from '../support/query-plans.ts';
import { createCommissionWorld } from './support/commission-world.ts';

let world: Awaited<ReturnType<typeof createCommissionWorld>>;
beforeAll(async () => {
  world = await createCommissionWorld();
});
afterAll(() => world.app.close());

test('counts what is in each state and what waits for an approval, with what it comes to', async () => {
  await world.earn();
  const approved = await world.earn();
  await world.approve(approved);
  await world.hold(await world.earn());
  const { body } = await world.app.call('GET', '/api/v1/commissions/summary');
  expect(body.currencies).toEqual([
    {
      currency: 'USD',
      waiting_for_approval: { count: 1, amount: 200 },
      pending: { count: 2, amount: 400 },
      held: { count: 1, amount: 200 },
      due: { count: 0, amount: 0 },
      processing: { count: 0, amount: 0 },
      paid: { amount: 0 },
    },
  ]);
});

test('lists name the partner and the order', async () => {
  const { body } = await world.app.call('GET', '/api/v1/commissions?state=held');
  expect(body.data).toMatchObject([{ partner_name: 'Partner 1', order_id: 'order-3', state: 'held' }]);
});

test('counts a commission of nothing in a currency that nothing is owed in', async () => {
  await world.app.build.rule({ kind: 'flat', amount: 100, on: 'deposit' });
  await world.earn({ type: 'deposit', currency: 'EUR' });
  const { body } = await world.app.call('GET', '/api/v1/commissions/summary');
  expect(body.currencies).toMatchObject([
    { currency: 'EUR', waiting_for_approval: { count: 1, amount: 0 }, pending: { count: 1, amount: 0 } },
    { currency: 'USD' },
  ]);
});

test('is counted and listed from indexes alone, however much is paid', async () => {
  const programId = (await world.app.call('GET', '/api/v1/programs')).body.data[0]?.id as ProgramId;
  const plans = await queryPlansOf(world.app.app.read, async (db) => {
    await countInState(db, programId, 'due');
    await sumUnapproved(db, programId);
  });
  expect(plans.filter((plan) => !/USING COVERING INDEX commissions_(open|unapproved)/.test(plan))).toEqual(
    [],
  );
  const listed = await queryPlansOf(world.app.app.read, (db) =>
    listCommissions(db, { programId, state: 'held' }, { limit: 50, after: 100 }),
  );
  expect(listed).toEqual([expect.stringContaining('USING INDEX commissions_open')]);
});
