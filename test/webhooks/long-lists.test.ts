import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { DeliveryId, EventId, ProgramId } from '../../src/core/ids.ts';
import { insertRows } from '../../src/database/insert-rows.ts';
import { testOrigin } from '../support/app.ts';
import { createWebhookTest, type WebhookTest } from './support/webhook-test.ts';

const rows = 4_500;
let it: WebhookTest;
let key: string;
let rare: string;

beforeAll(async () => {
  it = await createWebhookTest();
  const shoes = (await it.build.program({ name: 'Shoes' })).id as ProgramId;
  const hats = (await it.build.program({ name: 'Hats' })).id as ProgramId;
  key = await it.build.key({ scopes: ['read'], programId: hats });
  await it.subscribe({ program_id: shoes });
  await it.subscribe({ program_id: hats, event_types: ['payout.completed'] });
  rare = await it.publish('payout.completed', hats);
  await it.publish('commission.created', shoes);
  await it.drain();
  await copyNewest(rows);
});
afterAll(() => it.close());

/** Of the newest event and its delivery. */
const copyNewest = (count: number): Promise<void> =>
  it.app.transact(testOrigin, async ({ tx, ids }) => {
    const newest = (table: 'events' | 'deliveries') =>
      tx.selectFrom(table).selectAll().orderBy('seq', 'desc').executeTakeFirstOrThrow();
    const { seq: _event, ...event } = await newest('events');
    const { seq: _delivery, ...delivery } = await newest('deliveries');
    const copies = Array.from({ length: count }, () => ids.mint('evt') satisfies EventId);
    await insertRows(tx, 'events', copies.map((id) => ({ ...event, id })) as never);
    await insertRows(
      tx,
      'deliveries',
      copies.map((event_id) => ({
        ...delivery,
        event_id,
        id: ids.mint('whd') satisfies DeliveryId,
      })) as never,
    );
  });

const list = async (
  path: string,
  as?: string,
): Promise<{ data: { id: string }[]; next_cursor: string | null }> => {
  const { status, body } = await it.call('GET', path, as ? { key: as } : {});
  expect(status).toBe(200);
  return body as never;
};

test('what lies behind thousands of others is found, on the first page', async () => {
  for (const query of ['type=payout.completed', 'limit=1&type=payout.completed']) {
    const found = await list(`/api/v1/events?${query}`);
    expect(found.data.map(({ id }) => id)).toEqual([rare]);
    expect(found.next_cursor).toBeNull();
  }
  expect((await list('/api/v1/events', key)).data.map(({ id }) => id)).toContain(rare);
  expect((await list('/api/v1/deliveries?event_type=payout.completed')).data).toHaveLength(1);
  expect((await list('/api/v1/deliveries', key)).data).toHaveLength(1);
  expect((await list('/api/v1/deliveries?state=pending')).data).toEqual([]);
});

test('page by page everything is listed once, across the stretches that are looked at together', async () => {
  for (const path of [
    '/api/v1/events?type=commission.created',
    '/api/v1/deliveries?state=delivered&event_type=commission.created',
  ]) {
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const found = await list(`${path}&limit=200${cursor}`);
      seen.push(...found.data.map(({ id }) => id));
      if (found.next_cursor === null) break;
      cursor = `&cursor=${found.next_cursor}`;
    }
    expect(seen).toHaveLength(rows + 1);
    expect(new Set(seen).size).toBe(rows + 1);
  }
});
