import type { Work } from '../../database/work.ts';
import { advanceImport, listRunningImports } from '../../imports/import.store.ts';
import type { Import, RowReport } from '../../imports/import.ts';
import { insertKeys } from '../../imports/import-key.store.ts';
import { findPieceFrom, type Piece } from '../../imports/import-piece.store.ts';
import { countOutcomes, insertReports, listDoneNumbers } from '../../imports/import-row.store.ts';
import { bringInRow, ImportStopped, type ImportTools, originOf, tryRow } from './bring-in-row.ts';
import { EarlierRows } from './earlier-rows.ts';

/**
 * Pieces that are brought in at a time, all imports together. Once a second that is 500 rows a second at most: the
 * largest file takes two minutes.
 */
const piecesPerRun = 10;

/** No further piece is begun after this: a machine that has much to do keeps most of its time for live traffic. */
const budgetMs = 250;

/**
 * Goes on with every import that is running, a piece of each in turn. To be called each second: all it goes by is
 * stored, so that a restart changes nothing.
 *
 * @throws what the first import threw that failed, after the others had their turn
 */
export const runImports = async (tools: ImportTools): Promise<void> => {
  const failures = new Map<Import['id'], unknown>();
  const endsAt = tools.clock.now() + budgetMs;
  let left = piecesPerRun;
  const hasTime = () => left > 0 && tools.clock.now() < endsAt;
  while (hasTime()) {
    const running = (await listRunningImports(tools.read)).filter(({ id }) => !failures.has(id));
    if (running.length === 0) break;
    for (const job of running) {
      if (!hasTime()) break;
      left -= 1;
      await runPiece(tools, job).catch((failure: unknown) => {
        if (!(failure instanceof ImportStopped)) failures.set(job.id, failure);
      });
    }
  }
  for (const failure of failures.values()) throw failure;
};

/** Brings in what is left of the next piece, its rows in the order of the file. */
const runPiece = async (tools: ImportTools, job: Import): Promise<void> => {
  const piece = await findPieceFrom(tools.read, job.fileId, job.nextNumber);
  if (!piece) throw new Error(`the import ${job.id} is running and has no rows from ${job.nextNumber} on`);
  const range = { from: job.nextNumber, to: piece.lastNumber };
  const done = new Set(await listDoneNumbers(tools.read, job.id, range));
  const earlier = new EarlierRows(job);
  // Submitted in order without waiting: units run one after another and reach the disk together.
  const attempts = piece.rows
    .filter(([number]) => !done.has(number))
    .map((row) => (job.isDryRun ? tryRow(tools, job, row, earlier) : bringInRow(tools, job, row)));
  // All of them, whatever becomes of one: none may still be under way when its piece is begun again.
  const yetToStore = (await Promise.allSettled(attempts)).flatMap(reportOf);
  await tools.transact(originOf(job), (work) => endPiece(work, job, piece, { yetToStore, earlier }));
};

const reportOf = (attempt: PromiseSettledResult<RowReport | undefined>): RowReport[] => {
  if (attempt.status === 'rejected') throw attempt.reason;
  return attempt.value ? [attempt.value] : [];
};

interface PieceOutcome {
  readonly yetToStore: readonly RowReport[];
  readonly earlier: EarlierRows;
}

const endPiece = async (
  work: Work,
  { id, nextNumber }: Import,
  { lastNumber, isLast }: Piece,
  { yetToStore, earlier }: PieceOutcome,
): Promise<void> => {
  await insertReports(work.tx, id, yetToStore);
  await insertKeys(work.tx, id, earlier.claimed);
  const advanced = await advanceImport(work.tx, id, {
    from: nextNumber,
    to: lastNumber + 1,
    counts: await countOutcomes(work.tx, id, nextNumber),
    state: isLast ? 'completed' : 'running',
    now: work.now,
  });
  // All of the unit is undone: what a canceled import has done was counted when it was canceled.
  if (!advanced) throw new ImportStopped();
};
