import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { EndpointId, EventId, ProgramId } from '../../core/ids.ts';
import type { PageRequest } from '../../core/page.ts';
import { lookBack, type Stretch } from '../../database/look-back.ts';
import type { Schema } from '../../database/schema.ts';
import type { Db } from '../../database/work.ts';
import { isStopped, type ScopedDelivery, scoped, toDelivery } from './delivery.store.ts';
import type { DeliveryOrigin, DeliveryState } from './delivery.ts';
import { findSeqBefore, findSeqUntil } from './timeline.store.ts';

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
