import { Database } from 'bun:sqlite';

export type Stored = string | number | null;
export type Row = Readonly<Record<string, Stored>>;

/** All rows of a table by their primary key. */
export interface Snapshot {
  readonly keyColumns: readonly string[];
  readonly rows: ReadonlyMap<string, Row>;
}

/** Changed beside the commit of a request, not in it. */
const besideTheCommit = new Set(['attempts', 'api_keys', 'webhook_endpoints']);

/** Everything that is in a small database, by table; a server may be running on it. */
export const takeSnapshot = (databasePath: string): ReadonlyMap<string, Snapshot> => {
  using database = new Database(databasePath, { readonly: true });
  const tables = database
    .query<{ name: string }, []>(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
    )
    .all()
    .filter(({ name }) => !besideTheCommit.has(name));
  return new Map(tables.map(({ name }) => [name, readTable(database, name)]));
};

const readTable = (database: Database, table: string): Snapshot => {
  const keyColumns = database
    .query<{ name: string }, [string]>('select name from pragma_table_info(?) where pk > 0 order by pk')
    .all(table)
    .map(({ name }) => name);
  const rows = database.query<Record<string, Stored>, []>(`select * from ${table}`).all();
  return {
    keyColumns,
    rows: new Map(rows.map((row) => [JSON.stringify(keyColumns.map((column) => row[column])), row])),
  };
};
