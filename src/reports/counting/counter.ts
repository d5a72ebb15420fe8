import type { App } from '../../app.ts';
import type { ProgramId } from '../../core/ids.ts';
import type { Origin, Transact, Tx, Work } from '../../database/work.ts';
import {
  addDays,
  deleteOtherGenerations,
  forgetZones,
  insertZones,
  isAnyZoneOutdated,
  type Marks,
  readMarks,
  readProgramZones,
  readZones,
  storeMarks,
} from './count.store.ts';
import { type Counted, DayTally } from './figures.ts';
import {
  type Correction,
  deleteCorrections,
  isAnythingUncounted,
  listCorrections,
  readStretch,
  sources,
} from './rows.store.ts';

/** Rows of a table that one unit of work counts: some milliseconds, so that everybody else comes in between. */
const rowsPerUnit = 250;

/**
 * Counts what has come in and what has changed since the last time, piece by piece, until nothing is left. What is
 * counted and how far that is are stored together, so that after a crash it goes on where it stood.
 */
export const countForReports = async ({
  read,
  transact,
  ids,
}: Pick<App, 'read' | 'transact' | 'ids'>): Promise<void> => {
  if (!(await isWorkWaiting(read))) return;
  const origin: Origin = {
    actor: { kind: 'system', id: 'reports' },
    requestId: ids.mint('req'),
    lane: 'bulk',
  };
  await countAll(transact, origin);
};

const isWorkWaiting = async (read: App['read']): Promise<boolean> =>
  (await isAnythingUncounted(read, await readMarks(read))) || (await isAnyZoneOutdated(read));

const countAll = async (transact: Transact, origin: Origin): Promise<void> => {
  while (await transact(origin, (work) => countSome(work)));
  for (;;) {
    const isMore = await transact(origin, async ({ tx }) => {
      const { generation } = await readMarks(tx);
      return deleteOtherGenerations(tx, generation, rowsPerUnit);
    });
    if (!isMore) return;
  }
};

/** Counts a piece of so many rows of each table. @returns whether there is more */
export const countSome = async ({ tx }: Pick<Work, 'tx'>, rows: number = rowsPerUnit): Promise<boolean> => {
  if (await isAnyZoneOutdated(tx)) return beginAnew(tx);
  const marks = await readMarks(tx);
  const corrections = await listCorrections(tx, rows);
  if (corrections.length > 0) return correct(tx, marks, corrections);
  return countRows(tx, marks, rows);
};

/** Its days are others now, and what was counted by the old ones cannot be told apart: everything is counted again. */
const beginAnew = async (tx: Tx): Promise<boolean> => {
  const { generation, version } = await readMarks(tx);
  await forgetZones(tx);
  const marks = { clicks: 0, conversions: 0, commissions: 0 };
  await storeMarks(tx, { ...marks, generation: generation + 1, version: version + 1 });
  return true;
};

/**
 * What changed about rows that are counted. A row that is not counted yet will be as it is then; corrections are
 * always first, so that none is left of a row when its turn comes.
 */
const correct = async (tx: Tx, marks: Marks, corrections: readonly Correction[]): Promise<boolean> => {
  await store(tx, marks, corrections.filter(isOfCounted(marks)));
  await deleteCorrections(tx, corrections.at(-1)?.seq ?? 0);
  return true;
};

/** Of a row that is made in the same unit nobody knows the `seq` yet: it is not counted either. */
export const isOfCounted =
  (marks: Marks) =>
  ({ source, rowSeq }: Correction): boolean =>
    rowSeq > 0 && rowSeq <= marks[source];

const countRows = async (tx: Tx, marks: Marks, limit: number): Promise<boolean> => {
  const counted: Counted[] = [];
  const next = { ...marks };
  let isMore = false;
  for (const source of sources) {
    const stretch = await readStretch[source](tx, { afterSeq: marks[source], limit });
    counted.push(...stretch.counted);
    next[source] = stretch.lastSeq ?? marks[source];
    isMore ||= stretch.rows === limit;
  }
  await store(tx, next, counted);
  return isMore;
};

const store = async (tx: Tx, marks: Marks, counted: readonly Counted[]): Promise<void> => {
  const zones = await zonesFor(tx, counted);
  const tally = new DayTally((programId) => zones.get(programId) ?? 'UTC');
  for (const one of counted) tally.add(one);
  await addDays(tx, marks.generation, tally.days);
  await storeMarks(tx, { ...marks, version: marks.version + 1 });
};

/** A program is counted by the zone that it had when its counting began. */
const zonesFor = async (tx: Tx, counted: readonly Counted[]): Promise<ReadonlyMap<ProgramId, string>> => {
  const known = await readZones(tx);
  const missing = new Set(counted.map(({ programId }) => programId).filter((id) => !known.has(id)));
  if (missing.size === 0) return known;
  const fresh = new Map([...(await readProgramZones(tx))].filter(([id]) => missing.has(id)));
  await insertZones(tx, fresh);
  return new Map([...known, ...fresh]);
};
