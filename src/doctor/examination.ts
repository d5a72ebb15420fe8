import { existsSync } from 'node:fs';
import { migrations } from '../../migrations/index.ts';
import type { Clock, Instant } from '../core/clock.ts';
import { openReader } from '../database/connection.ts';
import { readHandle } from '../database/handle.ts';
import { migrationStatus } from '../database/migrator.ts';
import type { SqliteConnection } from '../database/sqlite-connection.ts';
import type { Check, Inspected } from './check.ts';
import { checks } from './checks.ts';

/** What one check came to. */
export interface CheckResult {
  readonly name: string;
  readonly invariant: string;
  readonly sentence: string;
  readonly violations: number;
  /** The first of them. */
  readonly examples: readonly { readonly id: string; readonly what: string }[];
}

export interface Examination {
  readonly checkedAt: Instant;
  readonly durationMs: number;
  readonly results: readonly CheckResult[];
}

/** The database could not be checked: it is not there, of another version, or damaged. */
export class NotExaminable extends Error {
  override readonly name = 'NotExaminable';
}

export interface ExaminationOptions {
  readonly clock: Clock;
  /** Whether SQLite first reads all of the file and looks whether it is sound; one long look for each table. */
  readonly looksAtFile: boolean;
  /** Called between two steps with how long the last one took. */
  readonly pause?: (stepMs: number) => Promise<unknown>;
}

const mostExamples = 10;

/**
 * Makes every check on a database, or on a copy of one, through a connection that can only read: beside a running
 * server, too. It takes the same little memory however large the database is.
 *
 * @throws NotExaminable
 */
export const examine = async (path: string, options: ExaminationOptions): Promise<Examination> => {
  if (!existsSync(path)) throw new NotExaminable(`there is no database ${path}`);
  assertVersion(path);
  const connection = opened(path);
  try {
    if (options.looksAtFile) assertSound(connection);
    const startedMs = performance.now();
    const checkedAt = options.clock.now();
    const results: CheckResult[] = [];
    for (const check of checks) results.push(await make(check, connection, checkedAt, options));
    return { checkedAt, durationMs: Math.round(performance.now() - startedMs), results };
  } catch (error) {
    throw isDamage(error)
      ? new NotExaminable(`${path} is damaged: ${messageOf(error)}`, { cause: error })
      : error;
  } finally {
    connection.close();
  }
};

export const isSound = ({ results }: Examination): boolean =>
  results.every(({ violations }) => violations === 0);

const assertVersion = (path: string): void => {
  const pending = refusing(() => migrationStatus(path, migrations).pending);
  if (pending.length === 0) return;
  throw new NotExaminable(
    `${path} was made by an older version (it lacks ${pending.join(', ')}); bring a copy up to date with "tributary migrate", then check that`,
  );
};

const opened = (path: string): SqliteConnection => refusing(() => openReader(path));

const refusing = <T>(action: () => T): T => {
  try {
    return action();
  } catch (error) {
    throw new NotExaminable(messageOf(error), { cause: error });
  }
};

const assertSound = ({ database }: SqliteConnection): void => {
  const tables = database
    .query<{ name: string }, []>("select name from sqlite_schema where type = 'table'")
    .all();
  for (const { name } of tables) {
    const found = database.query<{ quick_check: string }, []>(`pragma quick_check("${name}")`).all();
    if (found[0]?.quick_check !== 'ok')
      throw new NotExaminable(`the file is damaged: ${found[0]?.quick_check}`);
  }
};

/** All that a step reads is from one moment. Nothing is ever left open behind it. */
const make = async (
  { name, invariant, sentence, examine: examineSteps }: Check,
  connection: SqliteConnection,
  now: Instant,
  { pause }: ExaminationOptions,
): Promise<CheckResult> => {
  const examples: { id: string; what: string }[] = [];
  let violations = 0;
  const inspected: Inspected = {
    all: <Row>(sql: string, ...parameters: readonly (string | number)[]) =>
      connection.all(sql, parameters) as Row[],
    db: readHandle(connection),
    now,
  };
  const steps = examineSteps(inspected, (id, what) => {
    violations += 1;
    if (examples.length < mostExamples) examples.push({ id, what });
  });
  for (let isDone = false; !isDone; ) {
    const startedMs = performance.now();
    connection.run('begin', []);
    try {
      isDone = (await steps.next()).done === true;
    } finally {
      if (connection.database.inTransaction) connection.run('commit', []);
    }
    await pause?.(performance.now() - startedMs);
  }
  return { name, invariant, sentence, violations, examples };
};

const isDamage = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(String(error.code));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
