import { afterAll, beforeAll, expect, test } from 'bun:test';
import { listConversions } from '../../src/conversions/conversion-list.store.ts';
import type { ProgramId } from '../../src/core/ids.ts';
import { queryPlansOf } from '../support/query-plans.ts';
import { type AssignmentWorld, createAssignmentWorld } from './support/assignment-world.ts';

let world: AssignmentWorld;
beforeAll(async () => {
  world = await createAssignmentWorld();
});
afterAll(() => world.it.close());

const preview = (id: string, deed: string, body: object) =>
  world.it.call('POST', `/api/v1/conversions/${id}/${deed}/preview`, { body });

test('a preview says who loses and who earns what, and leaves nothing behind', async () => {
  const { id } = await world.buy({ partner: 'ADA' });
  await world.it.events();
  const { status, body } = await preview(id, 'assignment', { partner_id: world.bob });
  expect(status).toBe(200);
  expect(body.lines).toMatchObject([
    { change: 'voided', partner_id: world.ada, amount: -200, state: 'voided' },
    { change: 'earned', partner_id: world.bob, amount: 300, state: 'pending' },
  ]);
  expect(body.totals).toMatchObject([{ amount: -200 }, { amount: 300 }]);
  expect(await world.it.events()).toEqual([]);
  const after = await world.it.call('GET', `/api/v1/conversions/${id}`);
  expect(after.body.partner_id).toBe(world.ada);
});

test('what is previewed is what then happens', async () => {
  const { id } = await world.buy({ partner: 'ADA' });
  const { body: foreseen } = await preview(id, 'refund', { amount: 250 });
  await world.it.call('POST', `/api/v1/conversions/${id}/refund`, {
    body: { amount: 250, idempotency_key: 'one' },
  });
  const { body: lines } = await world.it.call('GET', `/api/v1/commissions?conversion_id=${id}`);
  expect(foreseen.totals).toMatchObject([{ amount: -50, partner_id: world.ada }]);
  expect(lines.data).toMatchObject([{ amount: 150 }]);
  expect((await preview(id, 'rejection', { reason: 'fraud' })).body.totals).toMatchObject([{ amount: -150 }]);
});

test('what would be refused is refused when it is previewed', async () => {
  const { id } = await world.buy({ partner: 'ADA' });
  expect(await preview(id, 'qualification', {})).toMatchObject({
    status: 409,
    body: { code: 'invalid_transition' },
  });
  expect((await preview(id, 'rejection', {})).status).toBe(422);
});

test('events of several things are listed together', async () => {
  const { id } = await world.buy({ partner: 'ADA' });
  const [line] = await world.linesOf(id);
  const { body } = await world.it.call('GET', `/api/v1/events?entity_id=${id},${line?.id}`);
  expect(body.data.map(({ type }) => type)).toEqual([
    'commission.created',
    'conversion.qualified',
    'conversion.created',
  ]);
});

test('what was given back is found by an index and named with its partner', async () => {
  const { id } = await world.buy({ partner: 'ADA', order_id: 'refunded-one' });
  await world.it.call('POST', `/api/v1/conversions/${id}/refund`, { body: { idempotency_key: 'two' } });
  const { body } = await world.it.call('GET', '/api/v1/conversions?refund_status=full');
  expect(body.data).toMatchObject([{ id, partner_name: expect.any(String), refund_status: 'full' }]);
  const programId = body.data[0]?.program_id as ProgramId;
  for (const filter of [{ refunded: true }, { state: 'in_review' as const }]) {
    const plans = await queryPlansOf(world.it.app.read, (db) =>
      listConversions(db, { programId, ...filter }, { limit: 50, after: 1_000 }),
    );
    expect(plans).toEqual([expect.stringMatching(/USING INDEX conversions_(refunded|in_review)/)]);
  }
});
