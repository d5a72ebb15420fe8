import { type Selectable, sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { EndpointId, ProgramId, RecoveryId } from '../../core/ids.ts';
import type { PageRequest } from '../../core/page.ts';
import type { Schema } from '../../database/schema.ts';
import type { Db, Tx, Work } from '../../database/work.ts';
import type { Recovery, RecoveryInclude, RecoveryState } from './recovery.ts';

type RecoveryRow = Selectable<Schema['recoveries']>;

export const findRecovery = async (db: Db, id: RecoveryId): Promise<Recovery | undefined> => {
  const row = await db.selectFrom('recoveries').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toRecovery(row);
};

const running = sql.lit<RecoveryState>('running');

/** The one that is running for an endpoint. */
export const findRunningRecovery = async (db: Db, endpointId: EndpointId): Promise<Recovery | undefined> => {
  const row = await db
    .selectFrom('recoveries')
    .selectAll()
    .where('endpoint_id', '=', endpointId)
    .where('state', '=', running)
    .executeTakeFirst();
  return row && toRecovery(row);
};

/** The running ones that have something to do: those of a paused or disabled endpoint wait for a person. */
export const listMovableRecoveries = async (db: Db): Promise<Recovery[]> => {
  const rows = await db
    .selectFrom('recoveries')
    .innerJoin('webhook_endpoints as endpoint', 'endpoint.id', 'recoveries.endpoint_id')
    .selectAll('recoveries')
    .where('recoveries.state', '=', running)
    .where((where) =>
      where.or([where('endpoint.state', '=', 'active'), where('endpoint.archived_at', 'is not', null)]),
    )
    .orderBy('recoveries.seq')
    .execute();
  return rows.map(toRecovery);
};

/** How many run for endpoints of a program, or for those of all programs. */
export const countRunningRecoveries = async (db: Db, programId: ProgramId | null): Promise<number> => {
  const { count } = await db
    .selectFrom('recoveries')
    .innerJoin('webhook_endpoints as endpoint', 'endpoint.id', 'recoveries.endpoint_id')
    .select((column) => column.fn.countAll<number>().as('count'))
    .where('recoveries.state', '=', running)
    .where('endpoint.program_id', 'is', programId)
    .executeTakeFirstOrThrow();
  return count;
};

/** Of one endpoint, newest first, one more than asked for when there are more. */
export const listRecoveries = async (
  db: Db,
  endpointId: EndpointId,
  page: PageRequest,
): Promise<Recovery[]> => {
  let query = db
    .selectFrom('recoveries')
    .selectAll()
    .where('endpoint_id', '=', endpointId)
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('seq', '<', page.after);
  return (await query.execute()).map(toRecovery);
};

type NewRecovery = Pick<
  Recovery,
  | 'endpointId'
  | 'since'
  | 'include'
  | 'perSecond'
  | 'untilDeliverySeq'
  | 'untilEventSeq'
  | 'deliveryCursor'
  | 'eventCursor'
  | 'pace'
>;

/** @returns the id; undefined when one is running for this endpoint already */
export const insertRecovery = async (work: Work, recovery: NewRecovery): Promise<RecoveryId | undefined> => {
  const id = work.ids.mint('rec');
  const result = await work.tx
    .insertInto('recoveries')
    .values({
      id,
      endpoint_id: recovery.endpointId,
      since: recovery.since,
      include: recovery.include,
      state: 'running' satisfies RecoveryState,
      until_delivery_seq: recovery.untilDeliverySeq,
      until_event_seq: recovery.untilEventSeq,
      delivery_cursor: recovery.deliveryCursor,
      event_cursor: recovery.eventCursor,
      per_second: recovery.perSecond,
      pace: recovery.pace,
      paced_until: work.now,
      resent_count: 0,
      created_count: 0,
      skipped_count: 0,
      taken_over_count: 0,
      actor: `${work.actor.kind}:${work.actor.id}`,
      request_id: work.requestId,
      created_at: work.now,
      updated_at: work.now,
      finished_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n ? id : undefined;
};

type Progress = Pick<
  Recovery,
  | 'id'
  | 'deliveryCursor'
  | 'eventCursor'
  | 'pace'
  | 'pacedUntil'
  | 'resentCount'
  | 'createdCount'
  | 'skippedCount'
>;

export const storeProgress = async (tx: Tx, progress: Progress, now: Instant): Promise<void> => {
  await tx
    .updateTable('recoveries')
    .set({
      delivery_cursor: progress.deliveryCursor,
      event_cursor: progress.eventCursor,
      pace: progress.pace,
      paced_until: progress.pacedUntil,
      resent_count: progress.resentCount,
      created_count: progress.createdCount,
      skipped_count: progress.skippedCount,
      updated_at: now,
    })
    .where('id', '=', progress.id)
    .execute();
};

/** Ends a running recovery; false when it is not running any more. */
export const finishRecovery = async (
  tx: Tx,
  id: RecoveryId,
  to: Exclude<RecoveryState, 'running'>,
  now: Instant,
): Promise<boolean> => {
  const result = await tx
    .updateTable('recoveries')
    .set({ state: to, updated_at: now, finished_at: now })
    .where('id', '=', id)
    .where('state', '=', 'running' satisfies RecoveryState)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** Deliveries of an earlier recovery were made due by somebody else: they are no longer its own. */
export const countTakenOver = async (tx: Tx, id: RecoveryId, count: number): Promise<void> => {
  await tx
    .updateTable('recoveries')
    .set((column) => ({ taken_over_count: column('taken_over_count', '+', count) }))
    .where('id', '=', id)
    .execute();
};

const toRecovery = (row: RecoveryRow): Recovery => ({
  seq: row.seq,
  id: row.id,
  endpointId: row.endpoint_id,
  since: row.since,
  include: row.include as RecoveryInclude,
  state: row.state as RecoveryState,
  untilDeliverySeq: row.until_delivery_seq,
  untilEventSeq: row.until_event_seq,
  deliveryCursor: row.delivery_cursor,
  eventCursor: row.event_cursor,
  perSecond: row.per_second,
  pace: row.pace,
  pacedUntil: row.paced_until,
  resentCount: row.resent_count,
  createdCount: row.created_count,
  skippedCount: row.skipped_count,
  takenOverCount: row.taken_over_count,
  requestId: row.request_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  finishedAt: row.finished_at,
});
