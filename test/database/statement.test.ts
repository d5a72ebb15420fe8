import { describe, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { insertRows } from '../../src/database/insert-rows.ts';
import { command, statement } from '../../src/database/statement.ts';
import { names, openScratch, originOf, put, rejection } from './scratch.ts';

interface Setting {
  name: string;
  value: string;
}

let built = 0;
const settingsBetween = statement<{ from: string; to: string; value: string }, Setting>((db, arg) => {
  built += 1;
  return db
    .selectFrom('settings')
    .selectAll()
    .where('name', '>=', arg('from'))
    .where('name', '<=', arg('to'))
    .where('value', '=', arg('value'))
    .where('name', '!=', 'excluded')
    .orderBy('name')
    .limit(2);
});

const seeded = async () => {
  const scratch = await openScratch();
  await scratch.db.transact(originOf(), async (work) => {
    for (const name of ['a', 'b', 'c', 'excluded', 'z']) await put(work.tx, name, 'x');
    await put(work.tx, 'other', 'y');
  });
  return scratch;
};

describe('a statement', () => {
  test('is built once and answers each run by its own arguments; constants stay as they are', async () => {
    const { db } = await seeded();
    const before = built;
    const run = async (from: string, to: string, value: string) =>
      (await settingsBetween(db.read, { from, to, value })).map((row) => row.name);
    expect(await run('a', 'z', 'x')).toEqual(['a', 'b']);
    expect(await run('c', 'z', 'x')).toEqual(['c', 'z']);
    expect(await run('excluded', 'excluded', 'x')).toEqual([]);
    expect(await run('a', 'z', 'y')).toEqual(['other']);
    expect(built - before).toBeLessThanOrEqual(1);
  });

  test('runs in turn on the reading connection and in units, each seeing its own state', async () => {
    const { db } = await seeded();
    const args = { from: 'n', to: 'n', value: 'x' };
    await db.transact(originOf(), async (work) => {
      await put(work.tx, 'n');
      expect(await settingsBetween(work.tx, args)).toEqual([{ name: 'n', value: 'x' }]);
      expect(await settingsBetween(db.read, args)).toEqual([]);
    });
    expect(await settingsBetween(db.read, args)).toEqual([{ name: 'n', value: 'x' }]);
  });

  test('uses an argument in more than one place, in raw SQL too', async () => {
    const { db } = await seeded();
    const twice = statement<{ text: string }, { joined: string }>((handle, arg) =>
      handle
        .selectFrom('settings')
        .select(sql<string>`${arg('text')} || name || ${arg('text')}`.as('joined'))
        .where('name', '=', arg('text')),
    );
    expect(await twice(db.read, { text: 'a' })).toEqual([{ joined: 'aaa' }]);
  });

  test('returns the rows that a change returns', async () => {
    const { db } = await seeded();
    const rename = statement<{ name: string; value: string }, Setting>((handle, arg) =>
      handle
        .updateTable('settings')
        .set({ value: arg('value') })
        .where('name', '=', arg('name'))
        .returningAll(),
    );
    const rows = await db.transact(originOf(), (work) => rename(work.tx, { name: 'b', value: 'new' }));
    expect(rows).toEqual([{ name: 'b', value: 'new' }]);
  });

  test('refuses an argument that is missing', async () => {
    const { db } = await seeded();
    const error = await rejection(settingsBetween(db.read, { from: 'a', to: 'b' } as never));
    expect(error).toBeInstanceOf(TypeError);
  });

  test('goes through the plugins of a handle that has some', async () => {
    const { db } = await seeded();
    let seen = 0;
    const handle = db.read.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        seen += result.rows.length;
        return result;
      },
    });
    const rows = await settingsBetween(handle, { from: 'a', to: 'a', value: 'x' });
    expect([rows, seen]).toEqual([[{ name: 'a', value: 'x' }], 1]);
  });
});

describe('a command', () => {
  const change = command<{ name: string; from: string; to: string }>((tx, arg) =>
    tx
      .updateTable('settings')
      .set({ value: arg('to') })
      .where('name', '>=', arg('name'))
      .where('value', '=', arg('from')),
  );

  test('tells how many rows it changed, so that a compare-and-set knows whether it won', async () => {
    const { db } = await seeded();
    const counts = await db.transact(originOf(), async (work) => [
      await change(work.tx, { name: 'c', from: 'x', to: 'new' }),
      await change(work.tx, { name: 'c', from: 'x', to: 'new' }),
    ]);
    expect(counts).toEqual([3, 0]);
  });
});

describe('inserted rows', () => {
  const row = (index: number) => ({ name: `row ${String(index).padStart(4, '0')}`, value: 'x' });

  test.each([0, 1, 2, 49, 50, 51, 100, 137])('are all there when there are %p of them', async (count) => {
    const { db } = await openScratch();
    const rows = Array.from({ length: count }, (_, index) => row(index));
    await db.transact(originOf(), (work) => insertRows(work.tx, 'settings', rows));
    expect(await names(db.read)).toEqual(rows.map(({ name }) => name));
  });

  test('go by the names of their columns, not by the order in which a row has them', async () => {
    const { db } = await openScratch();
    await db.transact(originOf(), (work) =>
      insertRows(work.tx, 'settings', [
        { name: 'a', value: '1' },
        { value: '2', name: 'b' },
      ]),
    );
    expect(await db.read.selectFrom('settings').selectAll().orderBy('name').execute()).toEqual([
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ]);
  });

  test('store true and false as 1 and 0', async () => {
    const { db } = await openScratch();
    await db.transact(originOf(), async (work) => {
      await sql`create table flags (name text primary key, flag integer not null) strict`.execute(work.tx);
      const rows = [
        { name: 'a', flag: true },
        { name: 'b', flag: false },
      ];
      await insertRows(work.tx, 'flags' as never, rows as never);
    });
    const { rows } = await sql`select name, flag from flags order by name`.execute(db.read);
    expect(rows).toEqual([
      { name: 'a', flag: 1 },
      { name: 'b', flag: 0 },
    ]);
  });

  test.each([
    ['lacks a column of the first one', { name: 'b' }],
    ['holds undefined', { name: 'b', value: undefined }],
    ['has a column more than the first one', { name: 'b', value: 'x', extra: 'y' }],
  ])('are refused, all of them, when one %s', async (_, odd) => {
    const { db } = await openScratch();
    const error = await rejection(
      db.transact(originOf(), (work) =>
        insertRows(work.tx, 'settings', [{ name: 'a', value: 'x' }, odd as never]),
      ),
    );
    expect(String(error)).toContain('invariant violated');
    expect(await names(db.read)).toEqual([]);
  });
});
