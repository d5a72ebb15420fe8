import { type Selectable, sql } from 'kysely';
import type { EndpointId } from '../../core/ids.ts';
import type { Schema } from '../../database/schema.ts';
import type { Db } from '../../database/work.ts';
import { countsOfRow } from './delivery-minute.store.ts';
import type { DeliveryCounts } from './delivery-minute.ts';
import { type DeliverySpan, endpointSpanMinutes, type SpanSubject } from './span.ts';
import { bucketColumns } from './tally.store.ts';

/** The spans of a subject that begin at these minutes, oldest first; without those in which nothing was counted. */
export const findSpans = async (
  db: Db,
  subject: SpanSubject,
  lengthMinutes: number,
  starts: readonly number[],
): Promise<DeliverySpan[]> => {
  const rows = await db
    .selectFrom('webhook_spans')
    .selectAll()
    .where('length_minutes', '=', lengthMinutes)
    .where('start_minute', 'in', starts)
    .where('subject', '=', subject)
    .orderBy('start_minute')
    .execute();
  return rows.map((row) => ({
    ...countsOfRow(row),
    subject: row.subject as SpanSubject,
    lengthMinutes: row.length_minutes,
    startMinute: row.start_minute,
  }));
};

/** What was counted of each endpoint in the hours that begin at these minutes; nothing for who got nothing. */
export const findEndpointCounts = async (
  db: Db,
  endpointIds: readonly EndpointId[],
  starts: readonly number[],
): Promise<ReadonlyMap<string, DeliveryCounts>> => {
  if (endpointIds.length === 0) return new Map();
  const summed = ['succeeded', 'failed', 'slow', 'duration_ms_sum', ...bucketColumns] as const;
  const rows = await db
    .selectFrom('webhook_spans')
    .select('subject')
    .select(({ fn }) => summed.map((name) => fn.sum<number>(name).as(name)))
    .select(({ fn }) => fn.max('duration_ms_max').as('duration_ms_max'))
    .where('length_minutes', '=', endpointSpanMinutes)
    .where('start_minute', 'in', starts)
    .where('subject', 'in', endpointIds)
    .groupBy('subject')
    .execute();
  return new Map(rows.map((row) => [row.subject, countsOfRow(row as CountRow)]));
};

type CountRow = Omit<Selectable<Schema['webhook_spans']>, 'subject' | 'length_minutes' | 'start_minute'>;

/** Minutes and spans that begin before a minute are forgotten, at most `limit` of each. @returns how many were */
export const deleteCountsBefore = async (tx: Db, minute: number, limit: number): Promise<number> => {
  const minutes = await tx
    .deleteFrom('webhook_minutes')
    .where(sql<boolean>`(minute, endpoint_id) in (
      select minute, endpoint_id from webhook_minutes where minute < ${minute} order by minute limit ${limit})`)
    .executeTakeFirst();
  const spans = await tx
    .deleteFrom('webhook_spans')
    .where(sql<boolean>`(length_minutes, start_minute, subject) in (
      select length_minutes, start_minute, subject from webhook_spans
      where length_minutes in (15, 60) and start_minute < ${minute} limit ${limit})`)
    .executeTakeFirst();
  return Number(minutes.numDeletedRows) + Number(spans.numDeletedRows);
};
