import {
  type Expression,
  type ExpressionBuilder,
  type RawBuilder,
  type Selectable,
  type SqlBool,
  sql,
} from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { DeliveryId, EndpointId, EventId, PartnerId, ProgramId } from '../../core/ids.ts';
import type { PageRequest } from '../../core/page.ts';
import { lookBack, type Stretch } from '../../database/look-back.ts';
import type { Schema } from '../../database/schema.ts';
import type { Db, Tx } from '../../database/work.ts';
import type { Delivery, DeliveryOrigin, DeliveryState } from './delivery.ts';
import { findSeqBefore, findSeqUntil } from './timeline.store.ts';

type DeliveryRow = Selectable<Schema['deliveries']>;

/** A delivery with the program of its endpoint, which decides who may see it; null for an endpoint of all. */
export interface ScopedDelivery extends Delivery {
  readonly endpointProgramId: ProgramId | null;
}

export const findDelivery = async (db: Db, id: DeliveryId): Promise<ScopedDelivery | undefined> => {
  const row = await scoped(db).where('deliveries.id', '=', id).executeTakeFirst();
  return row && toDelivery(row);
};

export interface DeliveryFilter {
  /** Only deliveries to endpoints of this program. */
  readonly programId?: ProgramId | undefined;
  readonly endpointId?: EndpointId | undefined;
  readonly eventId?: EventId | undefined;
  readonly eventType?: string | undefined;
  readonly state?: DeliveryState | undefined;
  /** Made at this instant or later. */
  readonly since?: Instant | undefined;
  /** Made before this instant. */
  readonly until?: Instant | undefined;
}

/** Newest first, one more than asked for when there are more. */
export const listDeliveries = async (
  db: Db,
  page: PageRequest,
  filter: DeliveryFilter,
): Promise<ScopedDelivery[]> => {
  const wanted = page.limit + 1;
  const range = { ...(await rangeOf(db, page, filter)), wanted };
  if (hasIndex(filter)) return readDeliveries(db, filter, range);
  return lookBack(range, (stretch) => readDeliveries(db, filter, stretch));
};

/** Where the page lies, as far as its cursor and the times tell. */
const rangeOf = async (
  db: Db,
  { after }: PageRequest,
  { since, until }: DeliveryFilter,
): Promise<Pick<Stretch, 'from' | 'below'>> => {
  const last = after === undefined ? await findLastSeq(db) : after - 1;
  const from = since === undefined ? 1 : (await findSeqBefore(db, 'deliveries', since, last)) + 1;
  const end = until === undefined ? last : await findSeqUntil(db, 'deliveries', until, last);
  return { from, below: end + 1 };
};

/** Whether nearly everything that has to be looked at is wanted. */
const hasIndex = ({ endpointId, eventId, eventType, state, since, until }: DeliveryFilter): boolean =>
  eventId !== undefined ||
  (endpointId !== undefined &&
    eventType === undefined &&
    since === undefined &&
    until === undefined &&
    (state === undefined || recoverable.includes(state)));

/** An index holds these for each endpoint. */
const recoverable: readonly DeliveryState[] = ['held', 'rejected', 'exhausted', 'canceled'];

const readDeliveries = async (
  db: Db,
  { programId, endpointId, eventId, eventType, state, since, until }: DeliveryFilter,
  { from, below, wanted }: Stretch,
): Promise<ScopedDelivery[]> => {
  let query = scoped(db)
    .where('deliveries.seq', '>=', from)
    .where('deliveries.seq', '<', below)
    .orderBy('deliveries.seq', 'desc')
    .limit(wanted);
  if (programId !== undefined) query = query.where('endpoint.program_id', '=', programId);
  if (endpointId !== undefined) query = query.where('deliveries.endpoint_id', '=', endpointId);
  if (eventType !== undefined) query = query.where('deliveries.event_type', '=', eventType);
  if (eventId !== undefined) query = query.where((where) => ofEvent(where, eventId));
  if (state !== undefined) query = query.where((where) => inState(where, state));
  if (since !== undefined) query = query.where('deliveries.created_at', '>=', since);
  if (until !== undefined) query = query.where('deliveries.created_at', '<', until);
  return (await query.execute()).map(toDelivery);
};

const findLastSeq = async (db: Db): Promise<number> => {
  const row = await db
    .selectFrom('deliveries')
    .select((column) => column.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return row?.seq ?? 0;
};

const scoped = (db: Db) =>
  db
    .selectFrom('deliveries')
    .innerJoin('webhook_endpoints as endpoint', 'endpoint.id', 'deliveries.endpoint_id')
    .selectAll('deliveries')
    .select('endpoint.program_id as endpoint_program_id');

type Where = ExpressionBuilder<Schema, 'deliveries'>;

/** Said in two halves because each has an index of its own. */
const ofEvent = (where: Where, eventId: EventId): Expression<SqlBool> => {
  const commit = sql.lit<DeliveryOrigin>('commit');
  return where.or([
    where.and([where('deliveries.event_id', '=', eventId), where('deliveries.origin', '=', commit)]),
    where.and([where('deliveries.event_id', '=', eventId), where('deliveries.origin', '<>', commit)]),
  ]);
};

const moving: readonly DeliveryState[] = ['pending', 'sending', 'delivered'];

/** The indexes of what stands still or ended badly are used only when the query repeats what they are indexes of. */
const inState = (where: Where, state: DeliveryState): Expression<SqlBool> => {
  const is = where('deliveries.state', '=', sql.lit(state));
  return moving.includes(state) ? is : where.and([is, isStopped(sql.ref('deliveries.state'))]);
};

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

const toDelivery = (row: DeliveryRow & { endpoint_program_id: ProgramId | null }): ScopedDelivery => ({
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
