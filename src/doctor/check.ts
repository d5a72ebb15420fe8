import type { Instant } from '../core/clock.ts';
import type { Db } from '../database/work.ts';

/** A database that is looked at and never changed. */
export interface Inspected {
  all<Row>(sql: string, ...parameters: readonly (string | number)[]): Row[];
  /** For what the stores of the nouns can tell. */
  readonly db: Db;
  readonly now: Instant;
}

/** Says of one thing, by its id, what is wrong with it. */
export type Finding = (id: string, what: string) => void;

/**
 * One thing that must always be true. It is looked at in steps, from one `yield` to the next: all that a step reads
 * is from one moment, and between two steps the database goes on. So whatever is compared is read in one step, or
 * never changes.
 */
export interface Check {
  /** What it is called in reports: `ledger_transactions`. */
  readonly name: string;
  /** The invariant of the design that it is part of. */
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I8' | 'I9' | 'I10' | 'I11';
  /** What is true when nothing is found. */
  readonly sentence: string;
  examine(database: Inspected, found: Finding): Generator<void> | AsyncGenerator<void>;
}

/** A stretch of a table: the sequences from one to another, both included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Rows of a step: a few milliseconds of reading. */
const rowsPerStep = 2_000;

/** The whole of a table with a `seq`, as it is when this is called, in stretches of a step each. */
export function* stretchesOf(
  { all }: Pick<Inspected, 'all'>,
  table: string,
  size: number = rowsPerStep,
): Generator<Stretch> {
  const [last] = all<{ seq: number | null }>(`select max(seq) as seq from ${table}`);
  for (let from = 1; from <= (last?.seq ?? 0); from += size) yield { from, to: from + size - 1 };
}

interface Found {
  readonly id: string;
  readonly what: string;
}

interface QueryCheck extends Omit<Check, 'examine'> {
  /** The table that is walked through. */
  readonly table: string;
  /** Answers an `id` and `what` for each row of a stretch, `?1` to `?2`, with which something is wrong. */
  readonly query: string;
  readonly size?: number;
}

/** A check that a query can make, stretch by stretch. */
export const queryCheck = ({ table, query, size, ...check }: QueryCheck): Check => ({
  ...check,
  *examine(database, found) {
    for (const { from, to } of stretchesOf(database, table, size)) {
      for (const { id, what } of database.all<Found>(query, from, to)) found(id, what);
      yield;
    }
  },
});

/** Several checks of one sentence. */
export const inTurn = (...parts: readonly Check['examine'][]): Check['examine'] =>
  async function* examineAll(database, found) {
    for (const part of parts) yield* part(database, found);
  };

/** A text as SQL writes it: of ours, never of others. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const listOf = (texts: readonly string[]): string => `(${texts.map(quoted).join(', ')})`;
