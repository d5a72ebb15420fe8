import { type Selectable, sql } from 'kysely';
import type { InspectorId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import type { Schema } from '../database/schema.ts';
import type { Db, Tx } from '../database/work.ts';
import type {
  InspectedRequest,
  InspectedRequestId,
  RecordedVerification,
  RequestContent,
} from './inspected-request.ts';

type RequestRow = Selectable<Schema['inspector_requests']>;

const summaryColumns = [
  'seq',
  'id',
  'inspector_id',
  'method',
  'path',
  'answered_status',
  'received_at',
  'body_bytes',
  'verification_json',
] as const satisfies readonly (keyof RequestRow)[];

/**
 * Newest first, one more than asked for when there are more.
 * @param newerThan only what came after this one, whether or not it is still kept
 */
export const listRequests = async (
  db: Db,
  page: PageRequest,
  inspectorId: InspectorId,
  newerThan: InspectedRequestId | undefined,
): Promise<InspectedRequest[]> => {
  let query = db
    .selectFrom('inspector_requests')
    .select(summaryColumns)
    .where('inspector_id', '=', inspectorId)
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('seq', '<', page.after);
  // Ids are minted inside the unit that stores them, so they sort as the requests were stored.
  if (newerThan !== undefined) query = query.where('id', '>', newerThan);
  return (await query.execute()).map(toRequest);
};

export const findRequest = async (
  db: Db,
  inspectorId: InspectorId,
  id: InspectedRequestId,
): Promise<(InspectedRequest & RequestContent) | undefined> => {
  const row = await db
    .selectFrom('inspector_requests')
    .selectAll()
    .where('id', '=', id)
    .where('inspector_id', '=', inspectorId)
    .executeTakeFirst();
  return (
    row && {
      ...toRequest(row),
      headers: JSON.parse(row.headers_json) as Record<string, string>,
      bodyEncoding: row.body_encoding as RequestContent['bodyEncoding'],
      body: row.body,
    }
  );
};

/** The first request kept that carried this event. */
export const findFirstOfEvent = async (
  db: Db,
  inspectorId: InspectorId,
  eventId: string,
): Promise<InspectedRequestId | undefined> => {
  const row = await db
    .selectFrom('inspector_requests')
    .select('id')
    .where('inspector_id', '=', inspectorId)
    .where('event_id', '=', eventId)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
};

/** @returns its `seq` */
export const insertRequest = async (
  tx: Tx,
  request: Omit<InspectedRequest, 'seq'> & RequestContent,
): Promise<number> => {
  const { seq } = await tx
    .insertInto('inspector_requests')
    .values({
      id: request.id,
      inspector_id: request.inspectorId,
      method: request.method,
      path: request.path,
      event_id: request.verification.event.id,
      answered_status: request.answeredStatus,
      received_at: request.receivedAt,
      body_bytes: request.bodyBytes,
      verification_json: JSON.stringify(request.verification),
      headers_json: JSON.stringify(request.headers),
      body_encoding: request.bodyEncoding,
      body: request.body,
    })
    .returning('seq')
    .executeTakeFirstOrThrow();
  return seq;
};

/** Deletes all but the newest of one inspector. */
export const keepNewest = async (tx: Tx, inspectorId: InspectorId, kept: number): Promise<void> => {
  await tx
    .deleteFrom('inspector_requests')
    .where('inspector_id', '=', inspectorId)
    .where('seq', '<=', (query) =>
      query
        .selectFrom('inspector_requests')
        .select('seq')
        .where('inspector_id', '=', inspectorId)
        .orderBy('seq', 'desc')
        .limit(1)
        .offset(kept),
    )
    .execute();
};

/**
 * Deletes what is more than so many of all inspectors together: the oldest of those that have the most, so that nobody
 * who floods one wipes out what another has received.
 */
export const keepNewestOverall = async (tx: Tx, kept: number): Promise<void> => {
  await tx
    .deleteFrom('inspector_requests')
    .where(sql<boolean>`seq in (
      select seq from (
        select seq, row_number() over (partition by inspector_id order by seq desc) as place from inspector_requests)
      order by place desc, seq
      limit max(0, (select count(*) from inspector_requests) - ${kept}))`)
    .execute();
};

export const removeRequests = async (tx: Tx, inspectorId: InspectorId): Promise<void> => {
  await tx.deleteFrom('inspector_requests').where('inspector_id', '=', inspectorId).execute();
};

const toRequest = (row: Pick<RequestRow, (typeof summaryColumns)[number]>): InspectedRequest => ({
  seq: row.seq,
  id: row.id,
  inspectorId: row.inspector_id,
  method: row.method,
  path: row.path,
  answeredStatus: row.answered_status,
  receivedAt: row.received_at,
  bodyBytes: row.body_bytes,
  verification: JSON.parse(row.verification_json) as RecordedVerification,
});
