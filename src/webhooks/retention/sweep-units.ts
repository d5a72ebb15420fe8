import type { Instant } from '../../core/clock.ts';
import type { Tx, Work } from '../../database/work.ts';
import { findPosition, forgetPutOff, putOff, storePosition } from './retention.store.ts';
import { type AgingRow, type Due, rowsPerUnit, type Sweep, type SweepUnit } from './sweep.ts';

/**
 * Goes on where it stood, as far as rows have had their time, and stops at the first that has not: what was written
 * after it is no older, whatever a clock that was wrong has put on it. What somebody needs is put off.
 */
export const sweepOn: SweepUnit = async (work, sweep, due) => {
  const { tx } = work;
  const start = await findPosition(tx, sweep.name);
  const found = await sweep.findNext(tx, { after: start, limit: rowsPerUnit });
  const take = await sweep.prepare(tx);
  const isOld = ageJudge(work, sweep, due);
  let [position, gone, rows, hasMore] = [start, 0, 0, found.length === rowsPerUnit];
  for (const row of found) {
    if (rows >= rowsPerUnit) {
      hasMore = true;
      break;
    }
    if (!(await isOld(row))) {
      hasMore = false;
      break;
    }
    const taken = row.at > due.until ? putOffFor : await take(row);
    if (taken.outcome === 'needed') await putOff(tx, { sweep: sweep.name, seq: row.seq });
    gone += Number(taken.outcome === 'forgotten');
    rows += 1 + taken.rows;
    position = row.seq;
  }
  if (position !== start) await storePosition(tx, sweep.name, position);
  return { gone, rows, hasMore };
};

const putOffFor = { outcome: 'needed', rows: 0 } as const;

/**
 * A row of the future says nothing of its age: a clock was ahead once, or is behind now. It is passed, and put off
 * until the time it says, when a row that was written after it is old; else it stops the sweep like a young one.
 */
const ageJudge = <Row extends AgingRow>({ tx, now }: Work, sweep: Sweep<Row>, { until }: Due) => {
  let passable = 0;
  return async ({ seq, at }: Row): Promise<boolean> => {
    if (at <= until) return true;
    if (at <= now) return false;
    if (seq >= passable) passable = (await findOldAfter(tx, sweep, seq, until)) ?? 0;
    return seq < passable;
  };
};

/** Looks in steps that double: whoever is behind by millions of rows reads some twenty of them. */
const findOldAfter = async <Row extends AgingRow>(
  tx: Tx,
  sweep: Sweep<Row>,
  seq: number,
  until: Instant,
): Promise<number | undefined> => {
  for (let step = 0; ; step = step * 2 + 1) {
    const [row] = await sweep.findNext(tx, { after: seq + step, limit: 1 });
    if (!row || row.at <= until) return row?.seq;
  }
};

/** Looks again at rows that were put off, a part of them each time, round and round. */
export const sweepPutOff: SweepUnit = async ({ tx }, sweep, { until }) => {
  const position = `${sweep.name}_put_off` as const;
  const start = await findPosition(tx, position);
  const found = await sweep.findPutOff(tx, { after: start, limit: rowsPerUnit });
  const take = await sweep.prepare(tx);
  let [end, gone, rows] = [start, 0, 0];
  for (const row of found) {
    if (rows >= rowsPerUnit) break;
    const { outcome, rows: touched } = row.at > until ? putOffFor : await take(row);
    if (outcome !== 'needed') await forgetPutOff(tx, { sweep: sweep.name, seq: row.seq });
    gone += Number(outcome === 'forgotten');
    rows += 1 + touched;
    end = row.seq;
  }
  const hasMore = rows >= rowsPerUnit;
  const next = hasMore ? end : 0;
  if (next !== start) await storePosition(tx, position, next);
  return { gone, rows, hasMore };
};
