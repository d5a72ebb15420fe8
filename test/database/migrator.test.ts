import { Database as Sqlite } from 'bun:sqlite';
import { describe, expect, test } from 'bun:test';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { migrations as shipped } from '../../migrations/index.ts';
import { type Migrations, migrate, migrationStatus, rehearseMigration } from '../../src/database/migrator.ts';
import { rejection, scratchClock, scratchFolder } from './scratch.ts';

const running = (...statements: string[]): Migration => ({
  up: async (db: Kysely<unknown>) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
});

const families: Migrations = {
  '0001_families': running(
    'create table parents (id text primary key, name text not null) strict',
    `create table children (id text primary key, parent_id text not null references parents (id)) strict`,
    `insert into parents values ('p1', 'Parent')`,
    `insert into children values ('c1', 'p1')`,
  ),
};

const scratch = () => {
  const folder = scratchFolder();
  const path = join(folder, 'tributary.db');
  const clock = scratchClock();
  const run = (migrations: Migrations, version = '1.0.0') => migrate({ path, migrations, clock, version });
  return { folder, path, clock, run, files: () => readdirSync(folder).sort() };
};

const query = (path: string, text: string): unknown[] => {
  using database = new Sqlite(path, { readwrite: true });
  return database.query(text).all();
};

const tablesOf = (path: string): string[] =>
  (
    query(path, `select name from sqlite_schema where type = 'table' order by name`) as { name: string }[]
  ).map((row) => row.name);

describe('the migrations that are shipped', () => {
  test('bring an empty folder up to date, leave no reference broken and have nothing left to do', async () => {
    const { path, run, files } = scratch();
    const report = await run(shipped);
    expect(report).toEqual({ applied: Object.keys(shipped), copy: undefined });
    expect(migrationStatus(path, shipped)).toEqual({ applied: Object.keys(shipped), pending: [] });
    expect(await run(shipped)).toEqual({ applied: [], copy: undefined });
    expect(query(path, 'pragma foreign_key_check')).toEqual([]);
    expect(files()[0]).toBe('tributary.db');
  });

  test('are named in the order in which they are listed', () => {
    expect(Object.keys(shipped)).toEqual(Object.keys(shipped).sort());
  });
});

describe('an upgrade', () => {
  test('that fails leaves everything as it was, tables and rows of all its migrations included', async () => {
    const { path, run } = scratch();
    await run(families);
    const failing: Migrations = {
      ...families,
      '0002_more': running('create table more (id text) strict', `update parents set name = 'Changed'`),
      '0003_broken': running('create table most (id text) strict', 'insert into nowhere values (1)'),
    };
    const before = tablesOf(path);
    expect(String(await rejection(run(failing)))).toContain('no such table: nowhere');
    expect(tablesOf(path)).toEqual(before);
    expect(query(path, 'select name from parents')).toEqual([{ name: 'Parent' }]);
    expect(migrationStatus(path, failing).pending).toEqual(['0002_more', '0003_broken']);
  });

  test('of a first start that fails leaves no table behind', async () => {
    const { path, run } = scratch();
    await rejection(run({ '0001_broken': running('create table some (id text) strict', 'nonsense') }));
    expect(tablesOf(path)).toEqual([]);
  });

  test('that hides an error of a statement fails all the same', async () => {
    const { path, run } = scratch();
    const hiding: Migration = {
      up: async (db: Kysely<unknown>) => {
        await sql`create table some (id text) strict`.execute(db);
        await rejection(sql`insert into nowhere values (1)`.execute(db));
      },
    };
    expect(String(await rejection(run({ '0001_hiding': hiding })))).toContain('no such table');
    expect(tablesOf(path)).toEqual([]);
  });

  test('may rebuild a table that others refer to without losing what refers to it', async () => {
    const { path, run } = scratch();
    await run(families);
    await run({
      ...families,
      '0002_rebuild': running(
        'create table rebuilt (id text primary key, name text not null, born integer) strict',
        'insert into rebuilt (id, name) select id, name from parents',
        'drop table parents',
        'alter table rebuilt rename to parents',
      ),
    });
    expect(query(path, 'select c.id, p.name from children c join parents p on p.id = c.parent_id')).toEqual([
      { id: 'c1', name: 'Parent' },
    ]);
  });

  test('that leaves a reference to nothing is undone', async () => {
    const { path, run } = scratch();
    await run(families);
    const orphaning: Migrations = { ...families, '0002_orphans': running('delete from parents') };
    expect(String(await rejection(run(orphaning)))).toContain('1 rows refer to nothing');
    expect(query(path, 'select id from parents')).toEqual([{ id: 'p1' }]);
  });
});

describe('the copy made before an upgrade', () => {
  const upgraded: Migrations = {
    ...families,
    '0002_empties': running('delete from children', 'delete from parents'),
  };

  test('is complete, named after version and time, and readable by the owner only', async () => {
    const { path, run, files } = scratch();
    await run(families);
    const { copy } = await run(upgraded, '1.1.0');
    expect(copy).toBe(`${path}.before-1.1.0-2026-05-29T14-21-12Z`);
    expect(query(path, 'select id from parents')).toEqual([]);
    expect(query(copy as string, 'select id from parents')).toEqual([{ id: 'p1' }]);
    expect(migrationStatus(copy as string, upgraded).pending).toEqual(['0002_empties']);
    expect(statSync(copy as string).mode & 0o777).toBe(0o600);
    expect(files().filter((name) => name.includes('before'))).toHaveLength(1);
  });

  test('stops the upgrade when it cannot be made', async () => {
    const { path, run } = scratch();
    await run(families);
    await Bun.write(`${path}.before-1.1.0-2026-05-29T14-21-12Z`, 'taken');
    expect(String(await rejection(run(upgraded, '1.1.0')))).toContain('EEXIST');
    expect(query(path, 'select id from parents')).toEqual([{ id: 'p1' }]);
  });
});

describe('a database that a newer executable has migrated', () => {
  test('is refused by name of the migration, and not touched', async () => {
    const { path, run, files } = scratch();
    await run({ ...families, '0002_newer': running('create table newer (id text) strict') });
    const refusal = 'migrated by a newer version (0002_newer is unknown here)';
    expect(
      String(await rejection(run({ ...families, '0002_ours': running('drop table parents') }))),
    ).toContain(refusal);
    expect(() => migrationStatus(path, families)).toThrow(refusal);
    expect(tablesOf(path)).toContain('parents');
    expect(files().filter((name) => name.includes('before'))).toEqual([]);
  });
});

describe('a rehearsal', () => {
  const next: Migrations = { ...families, '0002_next': running('create table next (id text) strict') };

  test('tells what an upgrade would do and leaves the database and its folder as they are', async () => {
    const { path, clock, run, files } = scratch();
    await run(families);
    expect(await rehearseMigration({ path, migrations: next, clock, version: '1.1.0' })).toEqual([
      '0002_next',
    ]);
    expect(tablesOf(path)).not.toContain('next');
    expect(files()[0]).toBe('tributary.db');
    expect(files().filter((name) => name.includes('rehearsal'))).toEqual([]);
  });

  test('fails as the upgrade would', async () => {
    const { path, clock, run, files } = scratch();
    await run(families);
    const failing = { ...next, '0003_fails': running('nonsense') };
    await rejection(rehearseMigration({ path, migrations: failing, clock, version: '1.1.0' }));
    expect(files().filter((name) => name.includes('rehearsal'))).toEqual([]);
  });

  test('works before there is a database, and makes none', async () => {
    const { path, clock, files } = scratch();
    const names = await rehearseMigration({ path, migrations: next, clock, version: '1.0.0' });
    expect(names).toEqual(['0001_families', '0002_next']);
    expect(files()).toEqual([]);
  });
});
