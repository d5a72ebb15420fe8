import { readHandle, runnerOf } from '../../src/database/handle.ts';
import type { Runner } from '../../src/database/sqlite-connection.ts';
import type { Db } from '../../src/database/work.ts';

/** A query that was asked, and how the database would answer it. */
export interface Explained {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly plan: readonly string[];
}

/** A database that answers no rows and tells how it would have found them. */
export const explained = (read: Db, tell: (query: Explained) => void): Db => {
  const runner = runnerOf(read);
  if (!runner) throw new Error('a database of ours');
  const all = (sql: string, parameters: readonly unknown[]): never[] => {
    const rows = runner.all(`explain query plan ${sql}`, parameters) as { detail: string }[];
    tell({ sql, parameters, plan: rows.map(({ detail }) => detail) });
    return [];
  };
  const explaining: Runner = {
    all,
    run: () => ({ changes: 0, lastInsertRowid: 0 }),
    answersRows: () => true,
    executeQuery: async ({ sql, parameters }) => ({ rows: all(sql, parameters) }),
    streamQuery: runner.streamQuery.bind(runner),
  };
  return readHandle(explaining);
};
