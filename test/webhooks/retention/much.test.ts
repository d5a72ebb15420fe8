import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs, type Instant } from '../../../src/core/clock.ts';
import type { EventId } from '../../../src/core/ids.ts';
import { insertRows } from '../../../src/database/insert-rows.ts';
import { testOrigin } from '../../support/app.ts';
import { publishExample, testProgram } from '../support/publish.ts';
import { createRetentionTest, type RetentionTest } from './retention-test.ts';

let world: RetentionTest;

beforeEach(async () => {
  world = await createRetentionTest();
});
afterEach(() => world.close());

const rowsPerChunk = 500;

/** Events of one instant with bodies of a usual size. */
const insertEvents = async (count: number, at: Instant): Promise<void> => {
  for (let from = 0; from < count; from += rowsPerChunk) {
    await world.app.transact(testOrigin, async ({ tx, ids }) => {
      const rows = Array.from({ length: Math.min(rowsPerChunk, count - from) }, () => ({
        id: ids.mint('evt') as EventId,
        type: 'commission.created',
        version: 1,
        program_id: testProgram,
        partner_id: null,
        entity_id: 'com_one',
        body: JSON.stringify({ data: { text: 'x'.repeat(1_200) } }),
        is_test: 0 as const,
        actor: 'system:test',
        request_id: 'req_test',
        occurred_at: at,
      }));
      await insertRows(tx, 'events', rows);
    });
  }
};

const pragma = async (name: 'page_count' | 'freelist_count'): Promise<number> => {
  const { Database } = await import('bun:sqlite');
  const database = new Database(`${world.app.config.dataDir}/tributary.db`, { readonly: true });
  try {
    const row = database.query(`pragma ${name}`).get() as Record<string, number>;
    return row[name] ?? 0;
  } finally {
    database.close();
  }
};

const left = async (): Promise<number> => (await world.payloads()).filter((there) => there).length;

describe('much that is old', () => {
  test('goes in units of few rows, a whole backlog in one run', async () => {
    await insertEvents(20_000, world.clock.now() - 31 * dayMs);
    await publishExample(world.app, 'commission.created');
    const run = await world.retain();
    expect(run.gone.payloads).toBe(20_000);
    expect(run.mostRows).toBeLessThanOrEqual(200);
    expect(run.units).toBeGreaterThanOrEqual(200);
    expect(await left()).toBe(1);
  }, 60_000);

  test('is never looked at again: a run that finds nothing takes a handful of units', async () => {
    await insertEvents(5_000, world.clock.now() - 31 * dayMs);
    await world.retain();
    const run = await world.retain();
    expect(run.gone.payloads).toBe(0);
    expect(run.units).toBe(6);
    expect(run.mostRows).toBe(0);
  });

  test('lets other units in between', async () => {
    await insertEvents(3_000, world.clock.now() - 31 * dayMs);
    const running = world.retain();
    const counts: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      await publishExample(world.app, 'commission.created');
      counts.push(await left());
    }
    await running;
    // Each was committed while old payloads were still there: nobody waited for the whole run.
    expect(counts.every((count) => count > 5)).toBe(true);
    expect(await left()).toBe(5);
  });

  test('gives its pages to what comes after it', async () => {
    await insertEvents(5_000, world.clock.now() - 31 * dayMs);
    const before = await pragma('page_count');
    await world.retain();
    expect(await pragma('freelist_count')).toBeGreaterThan(before * 0.6);
    await insertEvents(3_000, world.clock.now());
    expect(await pragma('page_count')).toBeLessThanOrEqual(before * 1.05);
  });

  test('of which much is needed is looked at again in turns, not all of it each time', async () => {
    const { id } = await world.subscribe();
    await world.call('POST', `/api/v1/webhook-endpoints/${id}/pause`);
    await insertEvents(3_000, world.clock.now() - 31 * dayMs);
    await holdAll(id);
    const first = await world.retain();
    expect(first.gone.payloads).toBe(0);
    const next = await world.retain();
    expect(next.units).toBeLessThanOrEqual(30);
    await world.app.transact(testOrigin, ({ tx }) =>
      tx.updateTable('deliveries').set({ state: 'canceled' }).execute(),
    );
    for (let run = 0; run < 4; run += 1) await world.retain();
    expect(await left()).toBe(0);
    expect(await world.app.read.selectFrom('retention_waits').selectAll().execute()).toEqual([]);
  });
});

const holdAll = (endpointId: string): Promise<void> =>
  world.app.transact(testOrigin, async ({ tx, ids }) => {
    const events = await tx.selectFrom('events').select('id').execute();
    const rows = events.map((event) => ({
      id: ids.mint('whd'),
      event_id: event.id,
      event_type: 'commission.created',
      endpoint_id: endpointId as `whe_${string}`,
      format: 'tributary',
      origin: 'commit',
      state: 'held',
      attempt_count: 0,
      retry_count: 0,
      pending_since: 0,
      claim: 0,
      created_at: 0,
    }));
    await insertRows(tx, 'deliveries', rows);
  });
