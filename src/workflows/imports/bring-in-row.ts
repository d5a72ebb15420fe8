import type { Clock } from '../../core/clock.ts';
import { DomainError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import { undoneUnit } from '../../database/undone-unit.ts';
import type { Db, Origin, Transact, Work } from '../../database/work.ts';
import { isRunning } from '../../imports/import.store.ts';
import type { Import, RowReport } from '../../imports/import.ts';
import type { FileRow } from '../../imports/import-file.ts';
import { insertReports } from '../../imports/import-row.store.ts';
import type { LinkMemory } from '../../links/link.ts';
import { findProgram } from '../../programs/program.store.ts';
import type { EarlierRows } from './earlier-rows.ts';
import type { ImportContext, RowResult } from './imported-row.ts';
import { readImportedRow, rowErrorOf } from './read-imported-row.ts';

/** What an import runs with. */
export interface ImportTools {
  readonly read: Db;
  readonly transact: Transact;
  readonly secrets: SecretBox;
  readonly links: LinkMemory;
  readonly log: Log;
  readonly clock: Clock;
}

/** It was canceled: nothing more of it is brought in. */
export class ImportStopped extends Error {}

/** In whose name rows are brought in; live requests come first. */
export const originOf = ({ actor, requestId, options }: Import): Origin => ({
  ...{ actor, requestId, lane: 'bulk' },
  isImport: !options.events,
});

/**
 * Brings in one row, in a unit of its own, so that a row which fails undoes nothing else. What became of it is stored
 * in the same unit.
 *
 * @returns the report of a row that was refused, which is yet to be stored; undefined when it is
 * @throws ImportStopped, or DomainError `unavailable` when it is to be tried again later
 */
export const bringInRow = async (
  tools: ImportTools,
  job: Import,
  row: FileRow,
): Promise<RowReport | undefined> =>
  refusedReport(tools, job, row, async () => {
    const ready = readImportedRow(job, row);
    await tools.transact(originOf(job), async (work) => {
      const result = await ready.bringIn(await contextOf(tools, work, job, noneEarlier));
      await insertReports(work.tx, job.id, [reportOf(row, result)]);
    });
    return undefined;
  });

const noneEarlier = async (): Promise<number> => 0;

/**
 * Does with a row what the real run would do, after those earlier rows of the file that could make a difference, and
 * undoes all of it.
 *
 * @throws ImportStopped, or DomainError `unavailable`
 */
export const tryRow = async (
  tools: ImportTools,
  job: Import,
  row: FileRow,
  earlier: EarlierRows,
): Promise<RowReport | undefined> =>
  refusedReport(tools, job, row, async () => {
    const ready = readImportedRow(job, row);
    const { outcome, subjectId } = await undoneUnit(tools.transact, originOf(job), async (work) => {
      const context = await contextOf(tools, work, job, (name) => earlier.count(work.tx, name));
      const { looks, claims } = await ready.names(context);
      const namesOf = async (before: FileRow) => (await readImportedRow(job, before).names(context)).looks;
      for (const before of await earlier.behind(work.tx, looks, namesOf)) await repeat(job, before, context);
      const result = await ready.bringIn(context);
      if (result.outcome === 'created')
        earlier.claim(row, [...claims, ...(result.tally ? [result.tally] : [])]);
      return result;
    });
    return { number: row[0], outcome, subjectId: outcome === 'known' ? subjectId : null, error: null };
  });

/** What an earlier row would have made. Refused by now, because the world has gone on, it would make nothing. */
const repeat = async (job: Import, row: FileRow, context: ImportContext): Promise<void> => {
  try {
    await readImportedRow(job, row).bringIn(context);
  } catch (failure) {
    if (!(failure instanceof DomainError)) throw failure;
  }
};

const contextOf = async (
  tools: ImportTools,
  work: Work,
  job: Import,
  countEarlier: ImportContext['countEarlier'],
): Promise<ImportContext> => {
  if (!(await isRunning(work.tx, job.id))) throw new ImportStopped();
  const program = await findProgram(work.tx, job.programId);
  if (!program || program.archivedAt !== null) throw new DomainError('conflict', 'The program is archived.');
  const { secrets, links } = tools;
  return { work, secrets, links, program, options: job.options, columns: job.columns, countEarlier };
};

const reportOf = ([number]: FileRow, { outcome, subjectId }: RowResult): RowReport => ({
  number,
  outcome,
  subjectId,
  error: null,
});

/** A surprise is the row's own as well, so that one row cannot stop all others for ever. */
const refusedReport = async (
  { log }: ImportTools,
  job: Import,
  row: FileRow,
  attempt: () => Promise<RowReport | undefined>,
): Promise<RowReport | undefined> => {
  try {
    return await attempt();
  } catch (failure) {
    if (failure instanceof ImportStopped) throw failure;
    if (failure instanceof DomainError && failure.code === 'unavailable') throw failure;
    const [number] = row;
    if (!(failure instanceof DomainError)) {
      log.error('import_row_failed', { import_id: job.id, row: number, error: String(failure) });
    }
    const refusal = failure instanceof DomainError ? failure : opaque;
    return { number, outcome: 'error', subjectId: null, error: rowErrorOf(job, refusal) };
  }
};

const opaque = new DomainError(
  'internal_error',
  'Something went wrong on our side. The row was not brought in.',
);
