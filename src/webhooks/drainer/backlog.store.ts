import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { Db, Tx } from '../../database/work.ts';
import type { DeliveryState } from '../deliveries/delivery.ts';

/** Rows that one unit moves at most, so that nobody waits for it. */
export const backlogChunk = 200;

/**
 * Releases the next held deliveries of an endpoint, oldest first, up to a sequence. They keep the place they had
 * before: what happened first is sent first.
 * @returns how many; fewer than `backlogChunk` means that none are left
 */
export const releaseHeld = async (
  tx: Tx,
  endpointId: EndpointId,
  untilSeq: number,
  now: Instant,
): Promise<number> => {
  const result = await tx
    .updateTable('deliveries')
    .set((column) => ({
      state: sql.lit<DeliveryState>('pending'),
      retry_count: 0,
      pending_since: now,
      next_attempt_at: column.ref('created_at'),
    }))
    .where('seq', 'in', (query) =>
      query
        .selectFrom('deliveries')
        .select('seq')
        .where('endpoint_id', '=', endpointId)
        .where('state', '=', sql.lit<DeliveryState>('held'))
        .where('seq', '<=', untilSeq)
        .orderBy('seq')
        .limit(backlogChunk),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
};

/**
 * Holds deliveries that wait for an endpoint which is sent nothing now.
 * @returns how many; fewer than `backlogChunk` means that none are left
 */
export const holdWaiting = async (tx: Tx, endpointId: EndpointId): Promise<number> => {
  const result = await tx
    .updateTable('deliveries')
    .set({ state: sql.lit<DeliveryState>('held'), next_attempt_at: null })
    .where('seq', 'in', (query) =>
      query
        .selectFrom('deliveries')
        .select('seq')
        .where('endpoint_id', '=', endpointId)
        .where('state', '=', sql.lit<DeliveryState>('pending'))
        .limit(backlogChunk),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
};

/**
 * Cancels deliveries that wait for an endpoint which is gone.
 * @returns how many; fewer than `backlogChunk` means that none are left
 */
export const cancelWaiting = async (tx: Tx, endpointId: EndpointId, now: Instant): Promise<number> => {
  const pending = await cancelChunk(tx, endpointId, sql.lit('pending'), backlogChunk, now);
  if (pending === backlogChunk) return pending;
  return pending + (await cancelChunk(tx, endpointId, sql.lit('held'), backlogChunk - pending, now));
};

const cancelChunk = async (
  tx: Tx,
  endpointId: EndpointId,
  state: RawBuilder<DeliveryState>,
  limit: number,
  now: Instant,
): Promise<number> => {
  const result = await tx
    .updateTable('deliveries')
    .set({
      state: sql.lit<DeliveryState>('canceled'),
      next_attempt_at: null,
      last_error: 'endpoint_deleted',
      finished_at: now,
    })
    .where('seq', 'in', (query) =>
      query
        .selectFrom('deliveries')
        .select('seq')
        .where('endpoint_id', '=', endpointId)
        .where('state', '=', state)
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
};

/** The event of the oldest delivery that an endpoint has not got yet; undefined when it has got them all. */
export const findFirstWaitingEventSeq = async (
  db: Db,
  endpointId: EndpointId,
): Promise<number | undefined> => {
  const oldest: number[] = [];
  for (const [state, { seq, owner }] of Object.entries(waitingColumns)) {
    const row = await db
      .selectFrom('deliveries')
      .select(seq.as('seq'))
      .where(owner, '=', endpointId)
      .where('state', '=', sql.lit(state))
      .executeTakeFirstOrThrow();
    if (row.seq !== null) oldest.push(row.seq);
  }
  if (oldest.length === 0) return undefined;
  const event = await db
    .selectFrom('deliveries')
    .innerJoin('events', 'events.id', 'deliveries.event_id')
    .select('events.seq')
    .where('deliveries.seq', '=', Math.min(...oldest))
    .executeTakeFirst();
  return event?.seq;
};

/** A sign before a column hides it from the index of everything the endpoint ever got: what waits has smaller ones. */
const waitingColumns = {
  pending: { seq: sql<number | null>`min(+seq)`, owner: sql<EndpointId>`endpoint_id` },
  sending: { seq: sql<number | null>`min(seq)`, owner: sql<EndpointId>`+endpoint_id` },
  held: { seq: sql<number | null>`min(seq)`, owner: sql<EndpointId>`endpoint_id` },
} satisfies Partial<Record<DeliveryState, unknown>>;

/** Sequence of the newest delivery there is. */
export const findLastDeliverySeq = async (db: Db): Promise<number> => {
  const row = await db
    .selectFrom('deliveries')
    .select((column) => column.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return row?.seq ?? 0;
};
