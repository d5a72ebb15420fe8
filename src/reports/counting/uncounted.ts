import type { ProgramId } from '../../core/ids.ts';
import { nextTurn } from '../../database/look-back.ts';
import type { Db } from '../../database/work.ts';
import { isAnyZoneOutdated, type Marks } from './count.store.ts';
import { isOfCounted } from './counter.ts';
import { type Counted, DayTally, type PartnerDay } from './figures.ts';
import { listCorrections, readStretch, type Source, sources } from './rows.store.ts';

/** Rows that are read in one turn of the event loop, and stretches of them that a report reads at most. */
const rowsPerTurn = 500;
const maxStretches = 6;
const maxCorrections = 1_000;

/** What is not counted yet and was read from the rows themselves. */
export interface Uncounted {
  readonly days: readonly PartnerDay[];
  /** False when there is more than a report may read. */
  readonly isAll: boolean;
}

/** What came in or changed after the marks, of one program: what the counting will add next. */
export const readUncounted = async (
  db: Db,
  marks: Marks,
  program: { readonly id: ProgramId; readonly timeZone: string },
): Promise<Uncounted> => {
  const tally = new DayTally(() => program.timeZone);
  const add = (counted: readonly Counted[]) => {
    for (const one of counted) if (one.programId === program.id) tally.add(one);
  };
  let isAll = !(await isAnyZoneOutdated(db));
  for (const source of sources) isAll = (await readRows(db, source, marks, add)) && isAll;
  const corrections = await listCorrections(db, maxCorrections + 1);
  add(corrections.filter(isOfCounted(marks)));
  return { days: tally.days, isAll: isAll && corrections.length <= maxCorrections };
};

const readRows = async (
  db: Db,
  source: Source,
  marks: Marks,
  add: (counted: readonly Counted[]) => void,
): Promise<boolean> => {
  let afterSeq = marks[source];
  for (let stretches = 0; stretches < maxStretches; stretches += 1) {
    const { counted, rows, lastSeq } = await readStretch[source](db, { afterSeq, limit: rowsPerTurn });
    add(counted);
    if (rows < rowsPerTurn) return true;
    afterSeq = lastSeq ?? afterSeq;
    await nextTurn();
  }
  return false;
};
