import type { Instant } from '../core/clock.ts';
import type { ImportId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { insertRows } from '../database/insert-rows.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { RowError, RowOutcome, RowReport } from './import.ts';

/** Stores what became of rows; that of a row is stored once. */
export const insertReports = async (tx: Tx, id: ImportId, reports: readonly RowReport[]): Promise<void> => {
  await insertRows(
    tx,
    'import_rows',
    reports.map((report) => ({
      import_id: id,
      number: report.number,
      outcome: report.outcome,
      subject_id: report.subjectId,
      error_json: report.error && JSON.stringify(report.error),
    })),
  );
};

export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** The rows in a range that something became of. */
export const listDoneNumbers = async (db: Db, id: ImportId, range: NumberRange): Promise<number[]> =>
  (await doneIn(db, { id, ...range })).map(({ number }) => number);

const doneIn = statement<NumberRange & { id: ImportId }, { number: number }>((db, arg) =>
  db
    .selectFrom('import_rows')
    .select('number')
    .where('import_id', '=', arg('id'))
    .where('number', '>=', arg('from'))
    .where('number', '<=', arg('to')),
);

/** How many rows from a number on became what. */
export const countOutcomes = async (
  db: Db,
  id: ImportId,
  from: number,
): Promise<Record<RowOutcome, number>> => {
  const counts: Record<RowOutcome, number> = { created: 0, known: 0, error: 0 };
  for (const { outcome, count } of await outcomesFrom(db, { id, from }))
    counts[outcome as RowOutcome] = count;
  return counts;
};

const outcomesFrom = statement<{ id: ImportId; from: number }, { outcome: string; count: number }>(
  (db, arg) =>
    db
      .selectFrom('import_rows')
      .select((column) => ['outcome', column.fn.countAll<number>().as('count')])
      .where('import_id', '=', arg('id'))
      .where('number', '>=', arg('from'))
      .groupBy('outcome'),
);

/** An ended import of which reports are kept, and that nobody can go on with since an instant; the oldest first. */
export const findOldReports = async (db: Db, endedBefore: Instant): Promise<ImportId | undefined> => {
  const row = await db
    .selectFrom('imports')
    .select('imports.id')
    .where('imports.finished_at', '<=', endedBefore)
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('import_rows').select('number').whereRef('import_rows.import_id', '=', 'imports.id')),
    )
    .orderBy('imports.seq')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
};

/** Forgets what became of so many rows. */
export const deleteReports = async (tx: Tx, id: ImportId, limit: number): Promise<void> => {
  await tx
    .deleteFrom('import_rows')
    .where('import_id', '=', id)
    .where('number', 'in', (db) =>
      db
        .selectFrom('import_rows')
        .select('number')
        .where('import_id', '=', id)
        .orderBy('number')
        .limit(limit),
    )
    .execute();
};

/** In the order of the file, one more than asked for when there are more; `page.after` is a row's number. */
export const listReports = async (
  db: Db,
  id: ImportId,
  outcome: RowOutcome | undefined,
  page: PageRequest,
): Promise<RowReport[]> => {
  let query = db
    .selectFrom('import_rows')
    .selectAll()
    .where('import_id', '=', id)
    .orderBy('number')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('number', '>', page.after);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  return (await query.execute()).map((row) => ({
    number: row.number,
    outcome: row.outcome as RowOutcome,
    subjectId: row.subject_id,
    error: row.error_json === null ? null : (JSON.parse(row.error_json) as RowError),
  }));
};
