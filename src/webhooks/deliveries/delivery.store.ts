import { type Expression, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { DeliveryId, PartnerId, ProgramId } from '../../core/ids.ts';
import type { Schema } from '../../database/schema.ts';
import type { Db, Tx } from '../../database/work.ts';
import type { Delivery, DeliveryOrigin, DeliveryState } from './delivery.ts';

type DeliveryRow = Selectable<Schema['deliveries']>;

/** A delivery with the program of its endpoint, which decides who may see it; null for an endpoint of all. */
export interface ScopedDelivery extends Delivery {
  readonly endpointProgramId: ProgramId | null;
}

export const findDelivery = async (db: Db, id: DeliveryId): Promise<ScopedDelivery | undefined> => {
  const row = await scoped(db).where('deliveries.id', '=', id).executeTakeFirst();
  return row && toDelivery(row);
};

/** Deliveries with what it takes to read them. */
export const scoped = (db: Db) =>
  db
    .selectFrom('deliveries')
    .innerJoin('webhook_endpoints as endpoint', 'endpoint.id', 'deliveries.endpoint_id')
    .selectAll('deliveries')
    .select('endpoint.program_id as endpoint_program_id');

/** Whether a delivery is held or has ended without having arrived, in the words of the indexes. */
export const isStopped = (state: RawBuilder<unknown>): Expression<SqlBool> =>
  sql`${state} <> 'pending' and ${state} <> 'sending' and ${state} <> 'delivered'`;

/** What the operator is told of a delivery beyond what sending it takes. */
export interface DeliverySubject {
  readonly eventType: string;
  readonly programId: ProgramId;
  readonly partnerId: PartnerId | null;
  readonly createdAt: Instant;
}

export const findDeliverySubject = async (db: Db, id: DeliveryId): Promise<DeliverySubject> =>
  db
    .selectFrom('deliveries')
    .innerJoin('events', 'events.id', 'deliveries.event_id')
    .select([
      'deliveries.event_type as eventType',
      'deliveries.created_at as createdAt',
      'events.program_id as programId',
      'events.partner_id as partnerId',
    ])
    .where('deliveries.id', '=', id)
    .executeTakeFirstOrThrow();

/**
 * Makes a delivery due at once, with all its retries before it; false when it is not in that state any more. A
 * recovery that had made it due has nothing more to do with it.
 */
export const makeDue = async (
  tx: Tx,
  { id, state }: Pick<Delivery, 'id' | 'state'>,
  now: Instant,
): Promise<boolean> => {
  await leaveRecovery(tx, { id, state });
  const result = await tx
    .updateTable('deliveries')
    .set({
      state: 'pending',
      retry_count: 0,
      pending_since: now,
      recovery_id: null,
      retried_at: now,
      next_attempt_at: now,
      finished_at: null,
    })
    .where('id', '=', id)
    .where('state', '=', state)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

const leaveRecovery = async (tx: Tx, { id, state }: Pick<Delivery, 'id' | 'state'>): Promise<void> => {
  await tx
    .updateTable('recoveries')
    .set((column) => ({ taken_over_count: column('taken_over_count', '+', 1) }))
    .where('id', 'in', (query) =>
      query
        .selectFrom('deliveries')
        .select((column) => column.ref('recovery_id').$notNull().as('id'))
        .where('id', '=', id)
        .where('state', '=', state)
        .where('recovery_id', 'is not', null),
    )
    .execute();
};

export const toDelivery = (row: DeliveryRow & { endpoint_program_id: ProgramId | null }): ScopedDelivery => ({
  seq: row.seq,
  id: row.id,
  eventId: row.event_id,
  eventType: row.event_type,
  endpointId: row.endpoint_id,
  format: row.format,
  origin: row.origin as DeliveryOrigin,
  state: row.state as DeliveryState,
  attemptCount: row.attempt_count,
  nextAttemptAt: row.next_attempt_at,
  lastStatus: row.last_status,
  lastError: row.last_error,
  createdAt: row.created_at,
  finishedAt: row.finished_at,
  endpointProgramId: row.endpoint_program_id,
});
