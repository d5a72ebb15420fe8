import { describe, expect, test } from 'bun:test';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createCheckpointThread } from '../../src/database/checkpoint-thread.ts';
import { Checkpointer } from '../../src/database/checkpointer.ts';
import { openReader, openWriter } from '../../src/database/connection.ts';
import type { SqliteConnection } from '../../src/database/sqlite-connection.ts';
import { rejection, scratchFolder } from './scratch.ts';

const limits = { passEveryFrames: 20, waitAtFrames: 60 };

const openLog = () => {
  const path = join(scratchFolder(), 'log.db');
  const writer = openWriter(path);
  writer.database.run('create table rows (id integer primary key, text text) strict');
  return { path, writer };
};

/** Commits changes of a few pages each and does as the writer does: waits whenever it is told to. */
const commit = async (
  writer: SqliteConnection,
  checkpointer: Checkpointer,
  times: number,
): Promise<number> => {
  let waits = 0;
  for (let time = 0; time < times; time += 1) {
    writer.run('insert into rows (text) values (?)', ['x'.repeat(9_000)]);
    const pause = checkpointer.afterCommit();
    if (pause) waits += 1;
    await pause;
  }
  return waits;
};

const refusingErrors = (error: unknown): never => {
  throw error;
};

describe('the write-ahead log', () => {
  test('starts over again and again under writing that never pauses', async () => {
    const { path, writer } = openLog();
    const checkpointer = new Checkpointer(writer, createCheckpointThread(path), refusingErrors, limits);
    const waits = await commit(writer, checkpointer, 200);
    expect(waits).toBeGreaterThan(5);
    expect(statSync(`${path}-wal`).size).toBeLessThan(100 * 4_120);
    await checkpointer.close();
    writer.close();
  });

  test('may grow while a long read needs it, without the writer waiting at every commit', async () => {
    const { path, writer } = openLog();
    const checkpointer = new Checkpointer(writer, createCheckpointThread(path), refusingErrors, limits);
    await commit(writer, checkpointer, 1);
    const reader = openReader(path);
    reader.database.run('begin');
    expect(reader.all('select count(*) as count from rows', [])).toEqual([{ count: 1 }]);
    const waits = await commit(writer, checkpointer, 100);
    expect(waits).toBeLessThanOrEqual(Math.ceil(checkpointer.frames / limits.waitAtFrames));
    expect(reader.all('select count(*) as count from rows', [])).toEqual([{ count: 1 }]);
    reader.close();
    await commit(writer, checkpointer, 60);
    expect(checkpointer.frames).toBeLessThan(200);
    await checkpointer.close();
    writer.close();
  });
});

describe('a pass that fails', () => {
  test('is reported, and the log is kept short without the thread', async () => {
    const { path, writer } = openLog();
    const errors: unknown[] = [];
    const failure = new Error('no thread');
    const thread = { pass: () => Promise.reject(failure), close: () => undefined };
    const checkpointer = new Checkpointer(writer, thread, (error) => errors.push(error), limits);
    await commit(writer, checkpointer, 200);
    expect(errors[0]).toBe(failure);
    expect(statSync(`${path}-wal`).size).toBeLessThan(100 * 4_120);
    await checkpointer.close();
    writer.close();
  });

  test('says why, by the code that SQLite gave', async () => {
    const thread = createCheckpointThread(join(scratchFolder(), 'missing', 'log.db'));
    expect(await rejection(thread.pass())).toMatchObject({ code: 'SQLITE_CANTOPEN' });
    thread.close();
  });
});
