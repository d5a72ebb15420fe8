import type { Instant } from '../../core/clock.ts';
import type { EndpointId, EventId } from '../../core/ids.ts';
import { insertRows } from '../../database/insert-rows.ts';
import { command, statement } from '../../database/statement.ts';
import type { Db, Tx } from '../../database/work.ts';
import type { DeliveryRow } from '../../events/delivery-row.ts';
import { type Listener, readSubscriberSet } from '../../events/subscriber-set.ts';
import type { EndpointState } from '../endpoints/endpoint.ts';

/** An event whose deliveries are still to be made. */
export interface FanOut {
  readonly seq: number;
  readonly eventId: EventId;
  readonly eventType: string;
  readonly subscriberSetId: string;
  readonly doneCount: number;
  readonly createdAt: Instant;
}

export const findOldestFanOut = async (db: Db): Promise<FanOut | undefined> => {
  const [row] = await oldestFanOut(db, {});
  return row;
};

const oldestFanOut = statement<object, FanOut>((db) =>
  db
    .selectFrom('fan_outs')
    .select([
      'seq',
      'event_id as eventId',
      'event_type as eventType',
      'subscriber_set_id as subscriberSetId',
      'done_count as doneCount',
      'created_at as createdAt',
    ])
    .orderBy('seq')
    .limit(1),
);

/** Of every event with a smaller sequence all deliveries of its commit are there; undefined when of all events. */
export const findOpenFanOutSeq = async (db: Db): Promise<number | undefined> => {
  const [row] = await openFanOutSeq(db, {});
  return row?.seq;
};

const openFanOutSeq = statement<object, { seq: number }>((db) =>
  db
    .selectFrom('fan_outs')
    .innerJoin('events', 'events.id', 'fan_outs.event_id')
    .select('events.seq')
    .orderBy('fan_outs.seq')
    .limit(1),
);

export const findSubscriberSet = async (db: Db, id: string): Promise<Listener[]> => {
  const row = await db
    .selectFrom('subscriber_sets')
    .select('subscribers_json')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return readSubscriberSet(row.subscribers_json);
};

/** The states of all endpoints that were not deleted. */
export const findEndpointStates = async (db: Db): Promise<ReadonlyMap<EndpointId, EndpointState>> => {
  const rows = await db
    .selectFrom('webhook_endpoints')
    .select(['id', 'state'])
    .where('archived_at', 'is', null)
    .execute();
  return new Map(rows.map(({ id, state }) => [id, state as EndpointState]));
};

export const insertDeliveries = (tx: Tx, rows: readonly DeliveryRow[]): Promise<void> =>
  insertRows(tx, 'deliveries', rows);

/** @returns how many rows it changed: 0 when another process was here meanwhile */
export const storeDoneCount = command<{ seq: number; before: number; after: number }>((tx, arg) =>
  tx
    .updateTable('fan_outs')
    .set({ done_count: arg('after') })
    .where('seq', '=', arg('seq'))
    .where('done_count', '=', arg('before')),
);

export const deleteFanOut = command<{ seq: number }>((tx, arg) =>
  tx.deleteFrom('fan_outs').where('seq', '=', arg('seq')),
);

/**
 * Deletes sets that no open fan-out needs: the next event to the same subscribers stores its set again.
 * @returns how many, at most `limit`
 */
export const sweepSubscriberSets = async (tx: Tx, limit: number): Promise<number> => {
  const result = await tx
    .deleteFrom('subscriber_sets')
    .where('id', 'in', (query) =>
      query
        .selectFrom('subscriber_sets')
        .select('id')
        .where('id', 'not in', (open) => open.selectFrom('fan_outs').select('subscriber_set_id'))
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};
