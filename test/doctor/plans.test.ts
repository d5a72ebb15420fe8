import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openReader } from '../../src/database/connection.ts';
import { readHandle } from '../../src/database/handle.ts';
import type { SqliteConnection } from '../../src/database/sqlite-connection.ts';
import { checks } from '../../src/doctor/checks.ts';
import { createFullDatabase, type FullDatabase } from './full-database.ts';

/** A check that looks through a whole table for each of its rows takes a day where there are a million. */
let full: FullDatabase;
let connection: SqliteConnection;
beforeAll(async () => {
  full = await createFullDatabase();
  connection = openReader(full.path);
});
afterAll(async () => {
  connection.close();
  await full.test.close();
});

const statementsOf = async (): Promise<Map<string, string>> => {
  const statements = new Map<string, string>();
  for (const check of checks) {
    const all = <Row>(sql: string, ...parameters: readonly (string | number)[]) => {
      statements.set(sql, check.name);
      return connection.all(sql, parameters) as Row[];
    };
    const steps = check.examine(
      { all, db: readHandle(connection), now: full.test.clock.now() },
      () => undefined,
    );
    for (let isDone = false; !isDone; ) isDone = (await steps.next()).done === true;
  }
  return statements;
};

/** Walked through once in an examination, whole; few, or read by the way. */
const walkedOnce =
  /SCAN (program|refund|parked|open|event|subscribers|webhook_endpoints|partner|day|attempts|webhook_minute_marks|programs|tables|columns|sqlite_schema|cap_uses|settings|logins|\w+ VIRTUAL|CONSTANT|pragma_\w+)\b/;

/** At most some hundred rows at a time. */
const sortsFew = /balances .* GROUP BY|programs .* DISTINCT|references .* ORDER BY/;

test('no step of the doctor looks through a table, and none sorts', async () => {
  const statements = await statementsOf();
  expect(statements.size).toBeGreaterThan(60);
  const slow: string[] = [];
  for (const [sql, name] of statements) {
    if (name === 'secrets') continue;
    const plan = connection.all(`explain query plan ${sql}`, []) as { detail: string }[];
    for (const { detail } of plan) {
      const isWalk =
        /^SCAN/.test(detail) && !walkedOnce.test(detail) && !/SCAN \(?(subquery|SUBQUERY)/.test(detail);
      const isSort = /TEMP B-TREE/.test(detail) && !sortsFew.test(`${name} ${detail}`);
      if (isWalk || isSort) slow.push(`${name}: ${detail}`);
    }
  }
  expect(slow).toEqual([]);
});
