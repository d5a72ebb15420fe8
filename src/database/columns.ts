import { type CreateTableBuilder, type Kysely, SqliteAdapter, sql } from 'kysely';

/**
 * Column types that mean the same on both engines: SQLite's STRICT tables refuse `bigint`, PostgreSQL's
 * `integer` has only 32 bits.
 */
export const columnTypes = (db: Kysely<unknown>) => {
  const sqlite = isSqlite(db);
  return { text: 'text', integer: sqlite ? 'integer' : 'bigint' } as const;
};

/** A table with the growing `seq` that cursors run over as its first column. */
export const createSequencedTable = (
  db: Kysely<unknown>,
  name: string,
): CreateTableBuilder<string, 'seq'> => {
  const table = db.schema.createTable(name);
  return isSqlite(db)
    ? table.modifyEnd(sql`strict`).addColumn('seq', 'integer', (column) => column.primaryKey())
    : table.addColumn('seq', 'bigint', (column) => column.primaryKey().generatedByDefaultAsIdentity());
};

/** A table that is kept in the order of its primary key: the key is the row's address, no second tree. */
export const createKeyedTable = (db: Kysely<unknown>, name: string): CreateTableBuilder<string, never> => {
  const table = db.schema.createTable(name);
  return isSqlite(db) ? table.modifyEnd(sql`strict, without rowid`) : table;
};

const isSqlite = (db: Kysely<unknown>): boolean => db.getExecutor().adapter instanceof SqliteAdapter;
