import { Database } from 'bun:sqlite';

/** Reads the database file of an installation, whether it runs or not; never writes. */
export interface Stored extends Disposable {
  rows<Row>(sql: string): Row[];
  /** The values of the first column. */
  column<Value = string>(sql: string): Value[];
  count(sql: string): number;
}

export const openStored = (path: string): Stored => {
  const database = new Database(path, { readonly: true });
  const values = (sql: string) => database.query(sql).values();
  return {
    rows: <Row>(sql: string) => database.query(sql).all() as Row[],
    column: <Value>(sql: string) => values(sql).map(([value]) => value as Value),
    count: (sql) => Number(values(`select count(*) from (${sql})`)[0]?.[0]),
    [Symbol.dispose]: () => database.close(),
  };
};

/** How many rows each table holds: equal before and after a request that must store nothing. */
export const countRows = (stored: Stored): Readonly<Record<string, number>> => {
  const tables = stored.column("select name from sqlite_schema where type = 'table' order by name");
  return Object.fromEntries(tables.map((table) => [table, stored.count(`select 1 from "${table}"`)]));
};
