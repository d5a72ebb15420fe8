import type { Selectable } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { InspectorId, ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { FormatName } from '../webhooks/formats/formats.ts';
import type { Inspector, InspectorAnswer } from './inspector.ts';

type InspectorRow = Selectable<Schema['inspectors']>;

export interface ListedInspector extends Inspector {
  readonly seq: number;
}

export const findInspector = async (db: Db, id: InspectorId): Promise<Inspector | undefined> => {
  const row = await db.selectFrom('inspectors').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toInspector(row);
};

export const findInspectorByToken = async (db: Db, token: string): Promise<Inspector | undefined> => {
  const [row] = await byToken(db, { token });
  return row && toInspector(row);
};

const byToken = statement<{ token: string }, InspectorRow>((db, arg) =>
  db.selectFrom('inspectors').selectAll().where('token', '=', arg('token')),
);

/** Newest first, one more than asked for when there are more. */
export const listInspectors = async (
  db: Db,
  page: PageRequest,
  programId: ProgramId | undefined,
): Promise<ListedInspector[]> => {
  let query = db
    .selectFrom('inspectors')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('seq', '<', page.after);
  if (programId !== undefined) query = query.where('program_id', '=', programId);
  return (await query.execute()).map(toInspector);
};

/** @param programId only those of this program; undefined for all there are */
export const countInspectors = async (db: Db, programId?: ProgramId): Promise<number> => {
  let query = db.selectFrom('inspectors').select(({ fn }) => fn.countAll<number>().as('count'));
  if (programId !== undefined) query = query.where('program_id', '=', programId);
  return Number((await query.executeTakeFirstOrThrow()).count);
};

export const insertInspector = async (tx: Tx, inspector: Inspector): Promise<void> => {
  await tx
    .insertInto('inspectors')
    .values({
      id: inspector.id,
      token: inspector.token,
      program_id: inspector.programId,
      next_turn: 0,
      row_version: inspector.rowVersion,
      created_at: inspector.createdAt,
      ...toColumns(inspector),
    })
    .execute();
};

/**
 * Stores what changed about an inspector that is still as it was read; a new answer begins with its first turn.
 *
 * @returns the inspector as stored; undefined when somebody else has changed it meanwhile
 */
export const updateInspector = async (
  tx: Tx,
  before: Inspector,
  after: Inspector,
): Promise<Inspector | undefined> => {
  const rowVersion = before.rowVersion + 1;
  const result = await tx
    .updateTable('inspectors')
    .set({
      ...toColumns(after),
      ...(after.answer === before.answer ? {} : { next_turn: 0 }),
      row_version: rowVersion,
    })
    .where('id', '=', before.id)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n ? { ...after, rowVersion } : undefined;
};

/** The turn of this request; undefined when the inspector is gone. */
export const takeTurn = async (tx: Tx, id: InspectorId): Promise<number | undefined> => {
  const row = await tx
    .updateTable('inspectors')
    .set((column) => ({ next_turn: column('next_turn', '+', 1) }))
    .where('id', '=', id)
    .returning('next_turn')
    .executeTakeFirst();
  return row && row.next_turn - 1;
};

export const restartTurns = async (tx: Tx, id: InspectorId): Promise<void> => {
  await tx.updateTable('inspectors').set({ next_turn: 0 }).where('id', '=', id).execute();
};

/** Its requests must be gone before. */
export const removeInspector = async (tx: Tx, id: InspectorId): Promise<void> => {
  await tx.deleteFrom('inspectors').where('id', '=', id).execute();
};

const toColumns = (inspector: Inspector) => ({
  name: inspector.name,
  format: inspector.format,
  endpoint_id: inspector.endpointId,
  secret_sealed: inspector.secretSealed,
  answer_json: JSON.stringify(inspector.answer),
  updated_at: inspector.updatedAt as Instant,
});

const toInspector = (row: InspectorRow): ListedInspector => ({
  seq: row.seq,
  id: row.id,
  token: row.token,
  name: row.name,
  programId: row.program_id,
  format: row.format as FormatName | null,
  endpointId: row.endpoint_id,
  secretSealed: row.secret_sealed,
  answer: JSON.parse(row.answer_json) as InspectorAnswer,
  rowVersion: row.row_version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
