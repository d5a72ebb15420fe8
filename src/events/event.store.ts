import type { Selectable } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { EventId, PartnerId, ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
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
  readonly entityId?: string | undefined;
  readonly type?: string | undefined;
}

/** Newest first, one more than asked for when there are more. */
export const listEvents = async (db: Db, page: PageRequest, filter: EventFilter): Promise<StoredEvent[]> => {
  let query = db
    .selectFrom('events')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('seq', '<', page.after);
  if (filter.programId !== undefined) query = query.where('program_id', '=', filter.programId);
  if (filter.partnerId !== undefined) query = query.where('partner_id', '=', filter.partnerId);
  if (filter.entityId !== undefined) query = query.where('entity_id', '=', filter.entityId);
  if (filter.type !== undefined) query = query.where('type', '=', filter.type);
  return (await query.execute()).map(toEvent);
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
  requestId: row.request_id,
  occurredAt: row.occurred_at,
  purgeReason: row.purge_reason as PurgeReason | null,
});
