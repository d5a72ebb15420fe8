import { describe, expect, test } from 'bun:test';
import { openReader, openWriter } from '../../src/database/connection.ts';
import { TurnReader } from '../../src/database/turn-reader.ts';
import { names, nextTask, openScratch, submit } from './scratch.ts';

describe('reading', () => {
  test('after an answer sees what was answered', async () => {
    const { db } = await openScratch();
    for (let round = 0; round < 50; round += 1) {
      await names(db.read);
      await submit(db, `unit ${round}`);
      expect((await names(db.read)).length).toBe(round + 1);
    }
  });

  test('sees one snapshot within a turn of the event loop and the present in the next', async () => {
    const { path } = await openScratch();
    const reader = new TurnReader(openReader(path));
    const count = () => reader.all('select count(*) as n from settings', []) as { n: number }[];
    const writer = openWriter(path);
    expect(count()).toEqual([{ n: 0 }]);
    writer.run("insert into settings (name, value) values ('a', 'x')", []);
    expect(count()).toEqual([{ n: 0 }]);
    await nextTask();
    expect(count()).toEqual([{ n: 1 }]);
    reader.close();
    writer.close();
  });

  test('sees a commit of this process at once, in the same turn too', async () => {
    const { db } = await openScratch();
    const seen: number[] = [];
    setImmediate(async () => seen.push((await names(db.read)).length));
    const written = submit(db, 'a').then(async () => seen.push((await names(db.read)).length));
    setImmediate(async () => seen.push((await names(db.read)).length));
    await written;
    await nextTask();
    expect(seen.at(-1)).toBe(1);
    expect([...seen].sort()).toEqual(seen);
  });

  test('holds back no checkpoint beyond its turn', async () => {
    const { path, db } = await openScratch();
    await submit(db, 'a');
    await names(db.read);
    await nextTask();
    const other = openWriter(path);
    const [result] = other.all('pragma wal_checkpoint(truncate)', []) as { busy: number }[];
    other.close();
    expect(result?.busy).toBe(0);
  });
});
