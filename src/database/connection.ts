import { Database } from 'bun:sqlite';
import { closeSync, existsSync, openSync } from 'node:fs';
import { SqliteConnection } from './sqlite-connection.ts';
import { sqliteVersion } from './sqlite-version.ts';

/** The first release without the defect that can corrupt a database when two connections checkpoint at once. */
const firstSafeVersion = [3, 51, 3] as const;

/** @throws Error when this SQLite release can corrupt a database in WAL mode (sqlite.org/wal.html#walresetbug). */
export const assertSafeSqlite = (version: string): void => {
  const parts = version.split('.').map(Number);
  for (const [index, least] of firstSafeVersion.entries()) {
    const part = parts[index];
    if (part === undefined || !Number.isInteger(part) || part < least) break;
    if (part > least || index === firstSafeVersion.length - 1) return;
  }
  throw new Error(
    `SQLite ${version} can corrupt databases in WAL mode; ${firstSafeVersion.join('.')} or newer is needed`,
  );
};

/** bun keeps this many compiled statements; its default of 20 would compile most of ours again and again. */
const compiledStatements = 1_000;

/** How long a statement waits for another process. It blocks the event loop meanwhile, hence short. */
const busyTimeoutMs = 2_000;

/** The waiting time comes first, because the switch to WAL may have to wait; pages can be given back only if
 * that is said before the first table is made. */
const writerPragmas = [
  `busy_timeout = ${busyTimeoutMs}`,
  'auto_vacuum = incremental',
  'journal_mode = wal',
  'synchronous = normal',
  'foreign_keys = on',
  'wal_autocheckpoint = 0',
  `journal_size_limit = ${64 * 1024 * 1024}`,
  'cache_size = -32000',
  'temp_store = memory',
  'mmap_size = 0',
  'trusted_schema = off',
  'cell_size_check = on',
];

const readerPragmas = [
  `busy_timeout = ${busyTimeoutMs}`,
  'query_only = on',
  'cache_size = -16000',
  'temp_store = memory',
  'mmap_size = 0',
  'trusted_schema = off',
];

/** Opens the connection that writes; there is one in a process. Makes the file, for its owner only, if need be. */
export const openWriter = (path: string): SqliteConnection => {
  if (!existsSync(path)) closeSync(openSync(path, 'ax', 0o600));
  return open(path, { readwrite: true }, writerPragmas);
};

/** Opens a connection that cannot write, for a database that the writer has opened before. */
export const openReader = (path: string): SqliteConnection => open(path, { readonly: true }, readerPragmas);

const open = (
  path: string,
  mode: { readonly: true } | { readwrite: true },
  pragmas: readonly string[],
): SqliteConnection => {
  assertSafeSqlite(sqliteVersion());
  Database.MAX_QUERY_CACHE_SIZE = compiledStatements;
  const database = new Database(path, mode);
  try {
    for (const pragma of pragmas) database.run(`pragma ${pragma}`);
    return new SqliteConnection(database);
  } catch (error) {
    database.close();
    throw error;
  }
};
