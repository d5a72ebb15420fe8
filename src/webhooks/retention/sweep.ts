import type { Instant } from '../../core/clock.ts';
import type { Tx, Work } from '../../database/work.ts';

/** What is kept for a time: bodies of events, excerpts of responses, attempts. */
export const sweepNames = ['payloads', 'excerpts', 'attempts'] as const;
export type SweepName = (typeof sweepNames)[number];

/** A row whose time may be over. */
export interface AgingRow {
  readonly seq: number;
  /** From when its age counts. */
  readonly at: Instant;
}

export interface Taken {
  /** What is needed still is looked at again. */
  readonly outcome: 'forgotten' | 'nothing_left' | 'needed';
  /** Rows read or written for it. */
  readonly rows: number;
}

export interface RowsAfter {
  readonly after: number;
  readonly limit: number;
}

/** One kind of thing that has a time of its own. */
export interface Sweep<Row extends AgingRow> {
  readonly name: SweepName;
  /** The next rows in the order they were written. */
  findNext(tx: Tx, range: RowsAfter): Promise<Row[]>;
  /** The next of those that were put off. */
  findPutOff(tx: Tx, range: RowsAfter): Promise<Row[]>;
  /** Says once a unit what its rows are judged by. */
  prepare(tx: Tx): Promise<(row: Row) => Promise<Taken>>;
}

/** Rows that one unit looks at or changes; the last row of a unit may exceed it by its deliveries. */
export const rowsPerUnit = 100;

export interface Step {
  /** Rows that have gone or lost what had its time. */
  readonly gone: number;
  /** Rows read or written. */
  readonly rows: number;
  /** There may be more to do at once. */
  readonly hasMore: boolean;
}

/** Which rows are due, by the clock of the unit. */
export interface Due {
  /** What is of this instant or older has had its time. */
  readonly until: Instant;
}

export type SweepUnit = <Row extends AgingRow>(work: Work, sweep: Sweep<Row>, due: Due) => Promise<Step>;
