import { recordChange } from '../audit/record.ts';
import { dayMs, minuteMs } from '../core/clock.ts';
import { DomainError } from '../core/errors.ts';
import type { ImportId } from '../core/ids.ts';
import type { Work } from '../database/work.ts';
import {
  advanceImport,
  findHalfReceived,
  findImport,
  insertImport,
  listImports,
  moveImport,
  type NewImport,
} from './import.store.ts';
import { type Import, importTransitions } from './import.ts';
import { deleteKeys, findEndedClaims } from './import-key.store.ts';
import { deletePieces, findPieceFrom, findUnneededFile } from './import-piece.store.ts';
import { countOutcomes, deleteReports, findOldReports } from './import-row.store.ts';

/** Of one program; each keeps a file. */
const maxRunning = 10;

/**
 * Begins to take in a file. Its rows follow piece by piece (`storePieces`), so that no unit is long, and `startImport`
 * ends that.
 *
 * @throws DomainError `conflict` when too many are under way
 */
export const receiveImport = async (
  work: Work,
  wanted: Omit<NewImport, 'state' | 'dryRunId' | 'fileId'>,
): Promise<ImportId> => {
  await assertRoom(work, wanted.programId);
  const id = await insertImport(work, { ...wanted, state: 'receiving', dryRunId: null });
  // Of the file nothing but what tells it from others: it names people, and what is recorded here stays for ever.
  recordChange(work, { id, programId: wanted.programId, after: wanted });
  return id;
};

/** All rows of it are stored: they are brought in, or tried, from the next second on. */
export const startImport = async (work: Work, id: ImportId): Promise<Import> => {
  const started = await moveImport(work.tx, id, { from: 'receiving', to: 'running', now: work.now });
  if (!started) throw conflict('This import was canceled while it was received.');
  return stored(work, id);
};

const assertRoom = async (work: Work, programId: Import['programId']): Promise<void> => {
  const running = await listImports(work.tx, { programId, state: 'running' }, { limit: maxRunning });
  if (running.length < maxRunning) return;
  throw conflict(`${maxRunning} imports of this program are under way. Wait for one, or cancel one.`);
};

/**
 * Brings in what a dry run has tried, from the same rows. While that is under way it is answered again, so that nobody
 * who clicks twice has two.
 *
 * @throws DomainError `conflict` when it is no dry run, has not ended, or its rows are not kept any more
 */
export const runAfterDryRun = async (
  work: Work,
  dryRun: Import,
): Promise<{ readonly job: Import; readonly isNew: boolean }> => {
  if (!dryRun.isDryRun) throw conflict('This import was no dry run: it has brought its rows in.');
  if (dryRun.state !== 'completed') throw conflict('This dry run is not completed.');
  const [latest] = await listImports(work.tx, { dryRunId: dryRun.id }, { limit: 1 });
  if (latest?.state === 'running') return { job: latest, isNew: false };
  if (!(await findPieceFrom(work.tx, dryRun.fileId, 0))) {
    throw conflict('The rows of this dry run are not kept any more. Send the file again.');
  }
  const { programId, kind, options, columns, fileDigest, rowCount, fileId } = dryRun;
  const same = { programId, kind, options, columns, fileDigest, rowCount, fileId };
  const again = { ...same, state: 'running', isDryRun: false, dryRunId: dryRun.id } as const;
  const id = await insertImport(work, again);
  recordChange(work, { id, programId, after: again });
  return { job: await stored(work, id), isNew: true };
};

/** Ends an import where it is. What it has brought in stays. @throws DomainError `invalid_transition` */
export const cancelImport = async (work: Work, job: Import): Promise<Import> => {
  importTransitions.assertMove(job.state, 'canceled');
  const { id, nextNumber } = job;
  if (job.state === 'receiving') {
    await moveImport(work.tx, id, { from: 'receiving', to: 'canceled', now: work.now });
    return stored(work, id);
  }
  const counts = await countOutcomes(work.tx, id, nextNumber);
  const at = { from: nextNumber, to: nextNumber, now: work.now };
  const canceled = await advanceImport(work.tx, id, { ...at, counts, state: 'canceled' });
  if (!canceled) throw conflict('This import has gone on meanwhile. Cancel it again.');
  return stored(work, id);
};

/** How long the rows of a file are kept that was only tried: they name people. */
const fileDays = 7;

/** How long it is kept what became of each row; as long as attempts are. The counts stay. */
const reportDays = 90;

/** What one unit forgets. */
const piecesPerUnit = 20;
const keysPerUnit = 50;
const reportsPerUnit = 200;

/** Far longer than storing the largest file takes. */
const receivingMs = 10 * minuteMs;

/**
 * Forgets rows of files that nobody needs any more, what dry runs remembered, and what became of rows long ago.
 * Answers whether there is more.
 */
export const forgetImportFiles = async (work: Work): Promise<boolean> => {
  const half = await findHalfReceived(work.tx, work.now - receivingMs);
  if (half !== undefined) {
    return moveImport(work.tx, half, { from: 'receiving', to: 'canceled', now: work.now });
  }
  const fileId = await findUnneededFile(work.tx, work.now - fileDays * dayMs);
  if (fileId !== undefined) {
    await deletePieces(work.tx, fileId, piecesPerUnit);
    return true;
  }
  const ended = await findEndedClaims(work.tx);
  if (ended !== undefined) {
    await deleteKeys(work.tx, ended, keysPerUnit);
    return true;
  }
  const old = await findOldReports(work.tx, work.now - reportDays * dayMs);
  if (old === undefined) return false;
  await deleteReports(work.tx, old, reportsPerUnit);
  return true;
};

const stored = async (work: Work, id: ImportId): Promise<Import> => {
  const found = await findImport(work.tx, id);
  if (!found) throw new Error(`the import ${id} was just stored`);
  return found;
};

const conflict = (detail: string): DomainError => new DomainError('conflict', detail);
