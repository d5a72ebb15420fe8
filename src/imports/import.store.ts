import { type Selectable, sql } from 'kysely';
import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { ImportId, ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { insertRows } from '../database/insert-rows.ts';
import { literal } from '../database/literal.ts';
import type { Stretch } from '../database/look-back.ts';
import { newestRows } from '../database/newest-rows.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx, Work } from '../database/work.ts';
import {
  firstRowNumber,
  type Import,
  type ImportKind,
  type ImportState,
  importTransitions,
  type RowOutcome,
} from './import.ts';

type Row = Selectable<Schema['imports']>;

const running = sql.lit<ImportState>('running');

export const findImport = async (db: Db, id: ImportId): Promise<Import | undefined> => {
  const [row] = await byId(db, { id });
  return row && toImport(row);
};

const byId = statement<{ id: ImportId }, Row>((db, arg) =>
  db.selectFrom('imports').selectAll().where('id', '=', arg('id')),
);

/** Whether it still brings rows in: asked before each of them. */
export const isRunning = async (db: Db, id: ImportId): Promise<boolean> =>
  (await stateOf(db, { id })).some(({ state }) => state === 'running');

const stateOf = statement<{ id: ImportId }, { state: string }>((db, arg) =>
  db.selectFrom('imports').select('state').where('id', '=', arg('id')),
);

/** The oldest first. */
export const listRunningImports = async (db: Db): Promise<Import[]> => {
  const rows = await db
    .selectFrom('imports')
    .selectAll()
    .where('state', '=', running)
    .orderBy('seq')
    .execute();
  return rows.map(toImport);
};

export interface ImportFilter {
  readonly programId?: ProgramId | undefined;
  readonly kind?: ImportKind | undefined;
  readonly state?: ImportState | undefined;
  readonly isDryRun?: boolean | undefined;
  readonly dryRunId?: ImportId | undefined;
}

/** Newest first, one more than asked for when there are more. */
export const listImports = async (db: Db, filter: ImportFilter, page: PageRequest): Promise<Import[]> => {
  const rows = await newestRows(db, 'imports', { page, isLed: isLed(filter) }, (part) =>
    readImports(db, filter, part),
  );
  return rows.map(toImport);
};

/** Units of work look for the imports that run and for those of a dry run: they never look in stretches. */
const isLed = ({ kind, state, isDryRun, dryRunId }: ImportFilter): boolean =>
  dryRunId !== undefined ||
  (kind === undefined && isDryRun === undefined && (state === undefined || state === 'running'));

const readImports = (db: Db, filter: ImportFilter, { from, below, wanted }: Stretch) => {
  let query = db
    .selectFrom('imports')
    .selectAll()
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(literal(wanted));
  if (filter.programId !== undefined) query = query.where('program_id', '=', filter.programId);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.state !== undefined) query = query.where('state', '=', literal(filter.state));
  if (filter.isDryRun !== undefined) query = query.where('is_dry_run', '=', filter.isDryRun ? 1 : 0);
  if (filter.dryRunId !== undefined) query = query.where('dry_run_id', '=', filter.dryRunId);
  return query.execute();
};

/** What is said of a new import; the rest follows from the unit of work. */
export type NewImport = Pick<
  Import,
  'programId' | 'kind' | 'state' | 'isDryRun' | 'dryRunId' | 'options' | 'columns' | 'fileDigest' | 'rowCount'
> & {
  /** Its own file when it is left out. */
  readonly fileId?: ImportId;
};

export const insertImport = async (work: Work, wanted: NewImport): Promise<ImportId> => {
  const id = work.ids.mint('imp');
  const row = {
    id,
    program_id: wanted.programId,
    kind: wanted.kind,
    state: wanted.state,
    is_dry_run: wanted.isDryRun ? (1 as const) : (0 as const),
    dry_run_id: wanted.dryRunId,
    file_id: wanted.fileId ?? id,
    options_json: JSON.stringify(wanted.options),
    columns_json: JSON.stringify(wanted.columns),
    file_digest: wanted.fileDigest,
    row_count: wanted.rowCount,
    next_number: firstRowNumber,
    ...{ created_count: 0, known_count: 0, error_count: 0 },
    actor: `${work.actor.kind}:${work.actor.id}`,
    request_id: work.requestId,
    created_at: work.now,
    updated_at: work.now,
    finished_at: null,
  };
  await insertRows(work.tx, 'imports', [row]);
  return id;
};

/** Moves an import that brings nothing in yet; false when it is in another state. */
export const moveImport = async (
  tx: Tx,
  id: ImportId,
  { from, to, now }: { from: ImportState; to: ImportState; now: Instant },
): Promise<boolean> => {
  importTransitions.assertMove(from, to);
  const result = await tx
    .updateTable('imports')
    .set({ state: to, updated_at: now, ...(importTransitions.isFinal(to) && { finished_at: now }) })
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** One whose sender, or our process, went away before all of its rows were stored. */
export const findHalfReceived = async (db: Db, since: Instant): Promise<ImportId | undefined> => {
  const row = await db
    .selectFrom('imports')
    .select('id')
    .where('state', '=', sql.lit<ImportState>('receiving'))
    .where('updated_at', '<', since)
    .limit(1)
    .executeTakeFirst();
  return row?.id;
};

export interface Advance {
  /** Where it stood when the rows were read. */
  readonly from: number;
  readonly to: number;
  readonly counts: Readonly<Record<RowOutcome, number>>;
  readonly state: ImportState;
  readonly now: Instant;
}

/** Counts rows as done; false when it is not running any more, or stands elsewhere by now. */
export const advanceImport = async (tx: Tx, id: ImportId, advance: Advance): Promise<boolean> => {
  const { counts, now } = advance;
  const result = await tx
    .updateTable('imports')
    .set((column) => ({
      state: advance.state,
      next_number: advance.to,
      created_count: column('created_count', '+', counts.created),
      known_count: column('known_count', '+', counts.known),
      error_count: column('error_count', '+', counts.error),
      updated_at: now,
      ...(advance.state !== 'running' && { finished_at: now }),
    }))
    .where('id', '=', id)
    .where('state', '=', running)
    .where('next_number', '=', advance.from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

const toImport = (row: Row): Import => ({
  seq: row.seq,
  id: row.id,
  programId: row.program_id,
  kind: row.kind as ImportKind,
  state: row.state as ImportState,
  isDryRun: row.is_dry_run === 1,
  dryRunId: row.dry_run_id,
  fileId: row.file_id,
  options: JSON.parse(row.options_json),
  columns: JSON.parse(row.columns_json),
  fileDigest: row.file_digest,
  rowCount: row.row_count,
  nextNumber: row.next_number,
  counts: { created: row.created_count, known: row.known_count, error: row.error_count },
  actor: toActor(row.actor),
  requestId: row.request_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  finishedAt: row.finished_at,
});

const toActor = (text: string): Actor => {
  const at = text.indexOf(':');
  return { kind: text.slice(0, at) as Actor['kind'], id: text.slice(at + 1) };
};
