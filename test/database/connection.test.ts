import { describe, expect, test } from 'bun:test';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { assertSafeSqlite, openReader, openWriter } from '../../src/database/connection.ts';
import { readHandle } from '../../src/database/handle.ts';
import { sqliteVersion } from '../../src/database/sqlite-version.ts';
import type { Db, Tx } from '../../src/database/work.ts';
import { openScratch, originOf, put, rejection, scratchFolder } from './scratch.ts';

describe('the SQLite release', () => {
  test.each(['3.51.2', '3.50.4', '3.7.0', '2.99.99', '3', '', 'unknown', '3.51.x'])(
    'refuses %p, which may have the defect that corrupts databases in WAL mode',
    (version) => expect(() => assertSafeSqlite(version)).toThrow('3.51.3 or newer is needed'),
  );

  test.each(['3.51.3', '3.51.10', '3.52.0', '3.54.1', '4.0.0'])('accepts %p', (version) => {
    expect(() => assertSafeSqlite(version)).not.toThrow();
  });

  test('that runs here is safe', () => {
    expect(() => assertSafeSqlite(sqliteVersion())).not.toThrow();
  });
});

describe('a connection that writes', () => {
  const settings = {
    busy_timeout: ['timeout', 2_000],
    auto_vacuum: ['auto_vacuum', 2],
    journal_mode: ['journal_mode', 'wal'],
    synchronous: ['synchronous', 1],
    foreign_keys: ['foreign_keys', 1],
    wal_autocheckpoint: ['wal_autocheckpoint', 0],
    temp_store: ['temp_store', 2],
    trusted_schema: ['trusted_schema', 0],
    cell_size_check: ['cell_size_check', 1],
    journal_size_limit: ['journal_size_limit', 67_108_864],
  } as const;

  test('has every setting in force, those of the file included', () => {
    const { database } = openWriter(join(scratchFolder(), 'new.db'));
    const found = Object.fromEntries(
      Object.entries(settings).map(([name, [column]]) => {
        const row = database.query(`pragma ${name}`).get() as Record<string, unknown>;
        return [name, [column, row[column]]];
      }),
    );
    database.close();
    expect(found).toEqual(settings as never);
  });

  test('makes files that only their owner can read', async () => {
    const { path, db } = await openScratch();
    await db.transact(originOf(), (work) => put(work.tx, 'a'));
    for (const suffix of ['', '-wal', '-shm']) {
      expect(statSync(`${path}${suffix}`).mode & 0o777).toBe(0o600);
    }
  });

  test('leaves nothing but the database behind when it is closed', async () => {
    const { path, db } = await openScratch();
    await db.transact(originOf(), (work) => put(work.tx, 'a'));
    await db.close();
    expect([...new Bun.Glob('*').scanSync(join(path, '..'))]).toEqual(['tributary.db']);
  });
});

describe('a connection that reads', () => {
  test('refuses to write', async () => {
    const { db } = await openScratch();
    const error = await rejection(db.read.insertInto('settings').values({ name: 'a', value: 'b' }).execute());
    expect(String(error)).toContain('readonly');
  });

  test('has no transactions that only look like some', async () => {
    const { db } = await openScratch();
    const error = await rejection(db.read.transaction().execute((tx) => tx.selectFrom('settings').execute()));
    expect(String(error)).toContain('changes are made in a unit of work');
  });

  test('streams rows while others read and write', async () => {
    const { path, db } = await openScratch();
    await db.transact(originOf(), async (work) => {
      for (const name of ['a', 'b', 'c']) await put(work.tx, name);
    });
    const reader = openReader(path);
    const seen: string[] = [];
    for await (const row of readHandle(reader)
      .selectFrom('settings')
      .select('name')
      .orderBy('name')
      .stream()) {
      await db.transact(originOf(), (work) => put(work.tx, `after ${row.name}`));
      seen.push(row.name);
    }
    reader.close();
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  test('is no handle of a unit of work', () => {
    const writesNeedAUnit: Db extends Tx ? false : true = true;
    const unitsCanRead: Tx extends Db ? true : false = true;
    expect([writesNeedAUnit, unitsCanRead]).toEqual([true, true]);
  });
});

describe('a value to store', () => {
  test.each([
    ['undefined', undefined],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['an object', { a: 1 }],
    ['a date', new Date(0)],
  ])('is refused when it is %s, which SQLite would store as something else', async (_, value) => {
    const { db } = await openScratch();
    const query = db.read
      .selectFrom('settings')
      .selectAll()
      .where('value', '=', value as never);
    expect(await rejection(query.execute())).toBeInstanceOf(TypeError);
  });
});
