import type { CompiledQuery, Insertable } from 'kysely';
import { invariant } from '../core/errors.ts';
import { runnerOf } from './handle.ts';
import type { Schema } from './schema.ts';
import type { Tx } from './work.ts';

/** Enough to make the cost of a statement vanish, few enough that a table needs few prepared texts. */
const rowsPerStatement = 50;

/**
 * Inserts rows with as few statements as it takes. The first row says which columns there are.
 *
 * @throws Error when a row lacks a column of the first one, has one more, or holds undefined
 */
export const insertRows = async <Table extends keyof Schema>(
  tx: Tx,
  table: Table,
  rows: readonly Insertable<Schema[Table]>[],
): Promise<void> => {
  const first = rows[0];
  if (first === undefined) return;
  const columns = Object.keys(first);
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    const chunk = rows.slice(from, from + rowsPerStatement) as readonly Row[];
    await insertChunk(tx, table, columns, chunk);
  }
};

type Row = Readonly<Record<string, unknown>>;

const insertChunk = async (
  tx: Tx,
  table: keyof Schema,
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> => {
  const query = compiledFor(tx, table, columns, rows.length);
  const parameters: unknown[] = [];
  for (const row of rows) {
    for (const column of columns) {
      const value = row[column];
      // Asked first: else the message would be written for every value.
      if (value === undefined) invariant(false, `${table}.${column} of a row to insert is undefined`);
      parameters.push(typeof value === 'boolean' ? Number(value) : value);
    }
    invariant(hasOnly(row, columns), 'rows to insert have the columns of the first one');
  }
  const runner = runnerOf(tx);
  if (runner) runner.run(query.sql, parameters);
  else await tx.executeQuery({ ...query, parameters });
};

const hasOnly = (row: Row, columns: readonly string[]): boolean => {
  let count = 0;
  for (const _ in row) count += 1;
  return count === columns.length;
};

interface Insert {
  readonly columns: readonly string[];
  readonly query: CompiledQuery;
}

/** By table and number of rows. A store writes its table in one shape, so the last one is nearly always the next. */
const compiled = new Map<keyof Schema, Insert[]>();

const compiledFor = (
  tx: Tx,
  table: keyof Schema,
  columns: readonly string[],
  rows: number,
): CompiledQuery => {
  const ofTable = compiled.get(table) ?? [];
  const known = ofTable[rows];
  if (known && isSame(known.columns, columns)) return known.query;
  const row = Object.fromEntries(columns.map((column) => [column, 0]));
  const query = tx
    .insertInto(table)
    .values(Array.from({ length: rows }, () => row) as never)
    .compile();
  ofTable[rows] = { columns, query };
  compiled.set(table, ofTable);
  return query;
};

const isSame = (left: readonly string[], right: readonly string[]): boolean => {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false;
  return true;
};
