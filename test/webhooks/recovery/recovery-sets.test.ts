import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Insertable } from 'kysely';
import type { EventId } from '../../../src/core/ids.ts';
import { insertRows } from '../../../src/database/insert-rows.ts';
import type { Schema } from '../../../src/database/schema.ts';
import { runRecoveries } from '../../../src/webhooks/recovery/run-recoveries.ts';
import { testOrigin } from '../../support/app.ts';
import { testProgram } from '../support/publish.ts';
import { createRecoveryWorld, type RecoveryWorld } from './recovery-world.ts';

let world: RecoveryWorld;

beforeEach(async () => {
  world = await createRecoveryWorld();
  // Nothing is sent here: the pages are what is looked at.
  await world.drainer.stop(0);
});
afterEach(() => world.close());

/** What became of an event: not asked for, missed, or a delivery in this state. */
const fates = [
  'unasked',
  'missed',
  'delivered',
  'rejected',
  'exhausted',
  'held',
  'canceled',
  'test',
] as const;
type Fate = (typeof fates)[number];

const eventOf = (fate: Fate, index: number, seq: number, at: number): Insertable<Schema['events']> => ({
  seq,
  id: `evt_${String(index).padStart(10, '0')}`,
  type: fate === 'unasked' ? 'commission.due' : 'commission.created',
  version: 1,
  program_id: testProgram,
  partner_id: null,
  entity_id: 'com_one',
  body: '{"data":{}}',
  is_test: fate === 'test' ? 1 : 0,
  actor: 'system:test',
  request_id: 'req_test',
  occurred_at: at,
});

const deliveryOf = (fate: Fate, event: Insertable<Schema['events']>): Insertable<Schema['deliveries']> => ({
  id: `whd_${event.id.slice(4)}`,
  event_id: event.id,
  event_type: event.type,
  endpoint_id: world.endpointId,
  format: 'tributary',
  origin: fate === 'test' ? 'test' : 'commit',
  state: fate === 'test' ? 'exhausted' : fate,
  attempt_count: 1,
  retry_count: 0,
  pending_since: event.occurred_at,
  next_attempt_at: null,
  claim: 1,
  created_at: event.occurred_at,
  finished_at: null,
});

/** Stores events with their fates; sequences have gaps, and a few clocks go back a little. */
const store = async (listed: readonly Fate[]): Promise<Insertable<Schema['events']>[]> => {
  let seq = 10;
  const began = world.clock.now() - 100_000;
  const events = listed.map((fate, index) => {
    seq += 1 + ((index * 7) % 3);
    return eventOf(fate, index, seq, began + index - (index % 11 === 0 ? 50 : 0));
  });
  const deliveries = listed.flatMap((fate, index) => {
    const event = events[index];
    return event && fate !== 'unasked' && fate !== 'missed' ? [deliveryOf(fate, event)] : [];
  });
  await world.app.transact(testOrigin, async ({ tx }) => {
    await tx.deleteFrom('recoveries').execute();
    await tx.deleteFrom('deliveries').execute();
    await tx.deleteFrom('events').execute();
    await insertRows(tx, 'events', events);
    await insertRows(tx, 'deliveries', deliveries);
  });
  return events;
};

/** Runs it to its end as if everything arrived at once. @returns the events that were sent, each as often as it was */
const runToEnd = async (fields: object): Promise<EventId[]> => {
  const recovery = await world.recover({ per_second: 500, ...fields });
  const sent: EventId[] = [];
  for (let seconds = 0; seconds < 50; seconds += 1) {
    await runRecoveries({ read: world.app.read, transact: world.app.transact, signals: world.drainer });
    world.clock.advance(1_000);
    const pending = await world.app.read
      .selectFrom('deliveries')
      .select('event_id')
      .where('state', '=', 'pending')
      .execute();
    sent.push(...pending.map(({ event_id }) => event_id));
    await world.app.transact(testOrigin, ({ tx }) =>
      tx.updateTable('deliveries').set({ state: 'delivered' }).where('state', '=', 'pending').execute(),
    );
    if ((await world.read(recovery)).state !== 'running') return sent;
  }
  throw new Error('the recovery does not end');
};

const wanted: Readonly<Record<'failed' | 'missed' | 'all', readonly Fate[]>> = {
  failed: ['rejected', 'exhausted', 'held', 'canceled'],
  missed: ['missed', 'canceled'],
  all: ['missed', 'rejected', 'exhausted', 'held', 'canceled'],
};

const cases = fc.record({
  listed: fc.array(fc.constantFrom(...fates), { minLength: 1, maxLength: 1_500, size: 'max' }),
  include: fc.constantFrom('failed' as const, 'missed' as const, 'all' as const),
  sinceShare: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('what a recovery sends', () => {
  test('is what a naive look at everything finds, each once, over every edge of a page', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ listed, include, sinceShare }) => {
        const events = await store(listed);
        const from = events[Math.floor(sinceShare * (events.length - 1))]?.occurred_at ?? 0;
        const sent = await runToEnd({ since: new Date(from).toISOString(), include });
        const naive = events.filter(
          ({ occurred_at }, index) => occurred_at >= from && wanted[include].includes(listed[index] as Fate),
        );
        expect(sent.toSorted()).toEqual(naive.map(({ id }) => id).toSorted());
      }),
      { numRuns: 10 },
    );
  }, 60_000);

  test.each([99, 100, 101, 200, 499, 500, 501])('is all of it where a page ends at %d', async (count) => {
    for (const fate of ['missed', 'rejected'] as const) {
      await store(Array.from({ length: count }, () => fate));
      expect(await runToEnd({ since: '2020-01-01T00:00:00Z' })).toHaveLength(count);
    }
  });

  test('waits for events whose deliveries are still being made', async () => {
    await store(['missed', 'missed', 'missed']);
    const [, second] = await world.app.read.selectFrom('events').select('id').orderBy('seq').execute();
    await world.app.transact(testOrigin, async ({ tx, now }) => {
      await tx.insertInto('subscriber_sets').values({ id: 'one', subscribers_json: '[]' }).execute();
      const owed = { event_id: second?.id as EventId, event_type: 'commission.created' };
      await tx
        .insertInto('fan_outs')
        .values({ ...owed, subscriber_set_id: 'one', done_count: 0, created_at: now })
        .execute();
    });
    await expect(runToEnd({ since: '2020-01-01T00:00:00Z' })).rejects.toThrow('does not end');
    const made = await world.app.read.selectFrom('deliveries').select('event_id').execute();
    expect(made.map(({ event_id }) => event_id)).not.toContain(second?.id as EventId);
    expect(made).toHaveLength(1);
    await world.app.transact(testOrigin, ({ tx }) => tx.deleteFrom('fan_outs').execute());
    await runRecoveries({ read: world.app.read, transact: world.app.transact, signals: world.drainer });
    expect(await world.app.read.selectFrom('deliveries').select('id').execute()).toHaveLength(3);
  });
});
