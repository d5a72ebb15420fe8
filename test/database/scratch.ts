import { afterEach } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../../migrations/index.ts';
import type { Clock } from '../../src/core/clock.ts';
import { createIds, systemRandom } from '../../src/core/ids.ts';
import { insertRows } from '../../src/database/insert-rows.ts';
import { migrate } from '../../src/database/migrator.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../../src/database/open-database.ts';
import type { Db, Lane, Origin, Tx } from '../../src/database/work.ts';

const folders: string[] = [];
const databases: Database[] = [];

afterEach(async () => {
  for (const database of databases.splice(0)) await database.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the test. */
export const scratchFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-database-'));
  folders.push(folder);
  return folder;
};

export const scratchClock = (): Clock => ({ now: () => Date.UTC(2026, 4, 29, 14, 21, 12) });

export interface Scratch {
  readonly path: string;
  readonly db: Database;
  /** What was reported to `onError` and `onFatal`. */
  readonly errors: unknown[];
  readonly fatal: unknown[];
}

/** A migrated database in a file of its own, closed and removed after the test. */
export const openScratch = async (options: Partial<DatabaseOptions> = {}): Promise<Scratch> => {
  const path = options.path ?? join(scratchFolder(), 'tributary.db');
  const clock = scratchClock();
  await migrate({ path, migrations, clock, version: '0.0.0' });
  const errors: unknown[] = [];
  const fatal: unknown[] = [];
  const db = openDatabase({
    path,
    clock,
    ids: createIds(clock, systemRandom),
    sink: async () => undefined,
    auditSink: async () => undefined,
    onError: (error) => errors.push(error),
    onFatal: (error) => fatal.push(error),
    sync: async () => undefined,
    ...options,
  });
  databases.push(db);
  return { path, db, errors, fatal };
};

export const originOf = (lane: Lane = 'interactive'): Origin => ({
  actor: { kind: 'system', id: 'test' },
  requestId: 'req_test',
  lane,
});

/** One row in the plainest table there is. */
export const put = (tx: Tx, name: string, value = 'x'): Promise<void> =>
  insertRows(tx, 'settings', [{ name, value }]);

export const names = async (db: Db): Promise<string[]> => {
  const rows = await db.selectFrom('settings').select('name').orderBy('name').execute();
  return rows.map((row) => row.name);
};

/** Submits a unit that stores one row. */
export const submit = (db: Database, name: string, lane: Lane = 'interactive'): Promise<string> =>
  db.transact(originOf(lane), async (work) => {
    await put(work.tx, name);
    return name;
  });

/** Resolves once everything that is ready to run has run. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The reason a promise was rejected for; throws when it was not. */
export const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => {
      throw new Error(`expected a rejection, got ${String(value)}`);
    },
    (error) => error,
  );
