import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { EventId, PartnerId, ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { lookBack, type Stretch } from '../database/look-back.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db } from '../database/work.ts';

/** An event as it is stored. */
export interface StoredEvent {
  readonly seq: number;
  readonly id: EventId;
  readonly type: string;
  readonly version: number;
  readonly programId: ProgramId;
  readonly partnerId: PartnerId | null;
  readonly entityId: string;
  /** The canonical envelope as JSON text; null once it was purged. */
  readonly body: string | null;
  readonly isTest: boolean;
  /** History that was brought in: nobody was told of it. */
  readonly isImported: boolean;
  readonly requestId: string;
  readonly occurredAt: Instant;
  /** Why the body is gone; null while it is there. */
  readonly purgeReason: PurgeReason | null;
}

/** Its retention ended, or a person expunged it. */
export const purgeReasons = ['retention', 'expunged'] as const;
export type PurgeReason = (typeof purgeReasons)[number];

export const findEvent = async (db: Db, id: EventId): Promise<StoredEvent | undefined> => {
  const row = await db.selectFrom('events').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toEvent(row);
};

export interface EventFilter {
  readonly programId?: ProgramId | undefined;
  readonly partnerId?: PartnerId | undefined;
  /** What changed: one of these. */
  readonly entityIds?: readonly string[] | undefined;
  readonly type?: string | undefined;
  /** Of the events about webhooks themselves only those about endpoints of this program. */
  readonly endpointsOf?: ProgramId | undefined;
}

/** Newest first, one more than asked for when there are more. */
export const listEvents = async (db: Db, page: PageRequest, filter: EventFilter): Promise<StoredEvent[]> => {
  const wanted = page.limit + 1;
  const below = page.after ?? (await findLastEventSeq(db)) + 1;
  if (filter.entityIds === undefined)
    return lookBack({ below, wanted }, (stretch) => readEvents(db, filter, stretch));
  return readEvents(db, filter, { from: 1, below, wanted });
};

const readEvents = async (
  db: Db,
  { programId, partnerId, entityIds, type, endpointsOf }: EventFilter,
  { from, below, wanted }: Stretch,
): Promise<StoredEvent[]> => {
  let query = db
    .selectFrom('events')
    .selectAll()
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(wanted);
  if (programId !== undefined) query = query.where('program_id', '=', programId);
  if (partnerId !== undefined) query = query.where('partner_id', '=', partnerId);
  if (entityIds !== undefined) query = query.where('entity_id', 'in', entityIds);
  if (type !== undefined) query = query.where('type', '=', type);
  if (endpointsOf !== undefined) query = query.where(isAboutEndpointOf(endpointsOf));
  return (await query.execute()).map(toEvent);
};

/** True of every event that is not about webhooks. */
const isAboutEndpointOf = (programId: ProgramId) => sql<SqlBool>`case
  when type like 'endpoint.%' then entity_id in (select id from webhook_endpoints where program_id = ${programId})
  when type like 'delivery.%' then exists (
    select 1 from deliveries as delivery
      join webhook_endpoints as endpoint on endpoint.id = delivery.endpoint_id
      where delivery.id = events.entity_id and endpoint.program_id = ${programId})
  else true end`;

/** Whether an event is about anything but webhooks, or else about those of a program's own endpoints. */
export const isEventOf = async (db: Db, id: EventId, programId: ProgramId): Promise<boolean> => {
  const row = await db
    .selectFrom('events')
    .select('seq')
    .where('id', '=', id)
    .where('program_id', '=', programId)
    .where(isAboutEndpointOf(programId))
    .executeTakeFirst();
  return row !== undefined;
};

/** Sequence of the newest event there is; 0 before the first. */
export const findLastEventSeq = async (db: Db): Promise<number> => {
  const [row] = await lastEventSeq(db, {});
  return row?.seq ?? 0;
};

const lastEventSeq = statement<object, { seq: number | null }>((db) =>
  db.selectFrom('events').select((column) => column.fn.max('seq').as('seq')),
);

const toEvent = (row: Selectable<Schema['events']>): StoredEvent => ({
  seq: row.seq,
  id: row.id,
  type: row.type,
  version: row.version,
  programId: row.program_id,
  partnerId: row.partner_id,
  entityId: row.entity_id,
  body: row.body,
  isTest: row.is_test === 1,
  isImported: row.is_imported === 1,
  requestId: row.request_id,
  occurredAt: row.occurred_at,
  purgeReason: row.purge_reason as PurgeReason | null,
});
