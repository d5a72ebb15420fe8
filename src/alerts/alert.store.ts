import type { Selectable } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { AlertId, ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import type { Schema } from '../database/schema.ts';
import type { Db, Tx } from '../database/work.ts';
import type { Alert, AlertCause, AlertFacts, AlertState, AlertSubject } from './alert.ts';

export const findAlert = async (db: Db, id: AlertId): Promise<Alert | undefined> => {
  const row = await db.selectFrom('alerts').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toAlert(row);
};

export const findOpenAlert = async (
  db: Db,
  { subject, cause }: Pick<Alert, 'subject' | 'cause'>,
): Promise<Alert | undefined> => {
  const row = await db
    .selectFrom('alerts')
    .selectAll()
    .where('subject', '=', subject)
    .where('cause', '=', cause)
    .where('resolved_at', 'is', null)
    .executeTakeFirst();
  return row && toAlert(row);
};

export const findAllOpenAlerts = async (db: Db): Promise<Alert[]> => {
  const rows = await db.selectFrom('alerts').selectAll().where('resolved_at', 'is', null).execute();
  return rows.map(toAlert);
};

export interface AlertFilter {
  readonly programId?: ProgramId | undefined;
  readonly state?: AlertState | undefined;
  readonly subject?: AlertSubject | undefined;
  readonly cause?: AlertCause | undefined;
}

/** Newest first, one more than asked for when there are more. */
export const listAlerts = async (db: Db, page: PageRequest, filter: AlertFilter): Promise<Alert[]> => {
  let query = db
    .selectFrom('alerts')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('seq', '<', page.after);
  if (filter.programId !== undefined) query = query.where('program_id', '=', filter.programId);
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject);
  if (filter.cause !== undefined) query = query.where('cause', '=', filter.cause);
  if (filter.state === 'open') query = query.where('resolved_at', 'is', null);
  if (filter.state === 'resolved') query = query.where('resolved_at', 'is not', null);
  return (await query.execute()).map(toAlert);
};

/** @returns false when one is open already for this subject and cause */
export const insertAlert = async (tx: Tx, alert: Omit<Alert, 'seq' | 'resolvedAt'>): Promise<boolean> => {
  const result = await tx
    .insertInto('alerts')
    .values({
      id: alert.id,
      cause: alert.cause,
      subject: alert.subject,
      program_id: alert.programId,
      stage: alert.stage,
      facts_json: JSON.stringify(alert.facts),
      opened_at: alert.openedAt,
      updated_at: alert.updatedAt,
      resolved_at: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['subject', 'cause']).where('resolved_at', 'is', null).doNothing(),
    )
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
};

/** Only while it is open. */
export const updateAlert = async (
  tx: Tx,
  id: AlertId,
  { stage, facts }: { readonly stage: number; readonly facts: AlertFacts },
  now: Instant,
): Promise<void> => {
  await tx
    .updateTable('alerts')
    .set({ stage, facts_json: JSON.stringify(facts), updated_at: now })
    .where('id', '=', id)
    .where('resolved_at', 'is', null)
    .execute();
};

/** @returns false when it was not open any more */
export const closeAlert = async (tx: Tx, id: AlertId, now: Instant): Promise<boolean> => {
  const result = await tx
    .updateTable('alerts')
    .set({ resolved_at: now, updated_at: now })
    .where('id', '=', id)
    .where('resolved_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

const toAlert = (row: Selectable<Schema['alerts']>): Alert => ({
  seq: row.seq,
  id: row.id,
  cause: row.cause as AlertCause,
  subject: row.subject as AlertSubject,
  programId: row.program_id,
  stage: row.stage,
  facts: JSON.parse(row.facts_json) as AlertFacts,
  openedAt: row.opened_at,
  updatedAt: row.updated_at,
  resolvedAt: row.resolved_at,
});

export const countOpenAlerts = async (db: Db): Promise<number> => {
  const { open } = await db
    .selectFrom('alerts')
    .where('resolved_at', 'is', null)
    .select((select) => select.fn.countAll<number>().as('open'))
    .executeTakeFirstOrThrow();
  return Number(open);
};
