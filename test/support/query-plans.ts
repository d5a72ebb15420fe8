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

/** How many rows the database hands over for what is asked of it. */
export const rowsReadBy = async (read: Db, ask: (db: Db) => Promise<unknown>): Promise<number> => {
  const runner = runnerOf(read);
  if (!runner) throw new Error('a database of ours');
  let count = 0;
  const counted = <Rows extends readonly unknown[]>(rows: Rows): Rows => {
    count += rows.length;
    return rows;
  };
  await ask(
    readHandle({
      all: (text, parameters) => counted(runner.all(text, parameters)),
      run: runner.run.bind(runner),
      answersRows: runner.answersRows.bind(runner),
      executeQuery: async (query) => {
        const result = await runner.executeQuery(query);
        counted(result.rows);
        return result as never;
      },
      streamQuery: runner.streamQuery.bind(runner),
    }),
  );
  return count;
};
