import { readHandle, runnerOf } from '../../src/database/handle.ts';
import type { Runner } from '../../src/database/sqlite-connection.ts';
import type { Db } from '../../src/database/work.ts';

/** How the database answers the queries that are made of it. */
export const queryPlansOf = async (read: Db, ask: (db: Db) => Promise<unknown>): Promise<string[]> => {
  const plans: string[] = [];
  const runner = runnerOf(read);
  if (!runner) throw new Error('a database of ours');
  const all = (text: string, parameters: readonly unknown[]): unknown[] => {
    const rows = runner.all(`explain query plan ${text}`, parameters) as { detail: string }[];
    plans.push(...rows.map(({ detail }) => detail));
    return [];
  };
  const explaining: Runner = {
    all,
    run: () => ({ changes: 0, lastInsertRowid: 0 }),
    answersRows: () => true,
    executeQuery: async ({ sql, parameters }) => ({ rows: all(sql, parameters) as never[] }),
    streamQuery: runner.streamQuery.bind(runner),
  };
  await ask(readHandle(explaining));
  return plans;
};
