import { existsSync, rmSync } from 'node:fs';
import { type Migration, type MigrationResultSet, Migrator } from 'kysely/migration';
import { type Clock, toIsoSeconds } from '../core/clock.ts';
import { openReader, openWriter } from './connection.ts';
import { copyDatabase } from './copy-database.ts';
import { unitHandle } from './handle.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { UnitConnection } from './unit-connection.ts';

export type Migrations = Readonly<Record<string, Migration>>;

export interface MigratorOptions {
  /** The database file; made when it is not there. */
  readonly path: string;
  /** All migrations by name; they are applied in the order of their names. */
  readonly migrations: Migrations;
  readonly clock: Clock;
  /** Version of this executable; part of the name of the copy made before an upgrade. */
  readonly version: string;
}

export interface MigrationStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
}

export interface MigrationReport {
  /** Names of the migrations that were applied. */
  readonly applied: readonly string[];
  /** Path of the copy of the database as it was before; none when there was nothing to keep or to apply. */
  readonly copy: string | undefined;
}

const migrationTableName = 'applied_migrations';

/**
 * Applies what is missing, all of it or nothing. No other process may write to the database meanwhile.
 *
 * @throws Error when a newer executable has migrated the database, when a migration fails or when it leaves a
 *   reference to a row that does not exist; the database is then as it was
 */
export const migrate = async (options: MigratorOptions): Promise<MigrationReport> => {
  const connection = openWriter(options.path);
  try {
    const { applied, pending } = statusOf(connection, options.migrations);
    if (pending.length === 0) return { applied: [], copy: undefined };
    const copy =
      applied.length > 0 ? `${options.path}.before-${options.version}-${timeOf(options)}` : undefined;
    if (copy) copyDatabase(options.path, copy);
    await applyPending(connection, options.migrations);
    return { applied: pending, copy };
  } finally {
    connection.close();
  }
};

/**
 * Tells which migrations a database has and lacks.
 *
 * @throws Error when a newer executable has migrated it
 */
export const migrationStatus = (path: string, migrations: Migrations): MigrationStatus => {
  if (!existsSync(path)) return { applied: [], pending: namesOf(migrations) };
  const connection = openReader(path);
  try {
    return statusOf(connection, migrations);
  } finally {
    connection.close();
  }
};

/** Applies what is missing to a copy that is thrown away afterwards: shows whether an upgrade would succeed. */
export const rehearseMigration = async (options: MigratorOptions): Promise<readonly string[]> => {
  const { pending } = migrationStatus(options.path, options.migrations);
  const rehearsal = `${options.path}.rehearsal-${timeOf(options)}`;
  try {
    if (existsSync(options.path)) copyDatabase(options.path, rehearsal);
    const connection = openWriter(rehearsal);
    try {
      await applyPending(connection, options.migrations);
    } finally {
      connection.close();
    }
    return pending;
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${rehearsal}${suffix}`, { force: true });
  }
};

const namesOf = (migrations: Migrations): string[] => Object.keys(migrations).sort();

const timeOf = ({ clock }: MigratorOptions): string => toIsoSeconds(clock.now()).replaceAll(':', '-');

const statusOf = ({ database }: SqliteConnection, migrations: Migrations): MigrationStatus => {
  const table = database.query('select 1 from sqlite_schema where name = ?').get(migrationTableName);
  const rows = table
    ? database.query<{ name: string }, []>(`select name from ${migrationTableName} order by name`).all()
    : [];
  const applied = rows.map((row) => row.name);
  const unknown = applied.find((name) => !(name in migrations));
  if (unknown) {
    throw new Error(
      `this database was migrated by a newer version (${unknown} is unknown here); run that version, or restore ` +
        'the copy that it made before the upgrade',
    );
  }
  return { applied, pending: namesOf(migrations).filter((name) => !applied.includes(name)) };
};

/** References are checked once at the end: while tables are rebuilt they point nowhere, and cascades would delete. */
const applyPending = async (connection: SqliteConnection, migrations: Migrations): Promise<void> => {
  const { database } = connection;
  database.run('pragma synchronous = full');
  database.run('pragma foreign_keys = off');
  database.run('begin immediate');
  try {
    const { error } = await runMigrations(connection, migrations);
    if (error) throw error;
    assertReferences(connection);
    database.run('commit');
  } catch (error) {
    if (database.inTransaction) database.run('rollback');
    throw error;
  }
};

const runMigrations = async (
  connection: SqliteConnection,
  migrations: Migrations,
): Promise<MigrationResultSet> => {
  const unit = new UnitConnection(connection);
  const migrator = new Migrator({
    db: unitHandle(unit),
    provider: { getMigrations: async () => migrations },
    migrationTableName,
    migrationLockTableName: 'migration_lock',
  });
  const result = await migrator.migrateToLatest();
  unit.end();
  return unit.failure ? { ...result, error: unit.failure.error } : result;
};

const assertReferences = ({ database }: SqliteConnection): void => {
  const broken = database.query<{ table: string; parent: string }, []>('pragma foreign_key_check').all();
  const first = broken[0];
  if (first)
    throw new Error(
      `${broken.length} rows refer to nothing, the first from ${first.table} to ${first.parent}`,
    );
};
