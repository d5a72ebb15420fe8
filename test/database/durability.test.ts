import { Database as Sqlite } from 'bun:sqlite';
import { describe, expect, test } from 'bun:test';
import { fstatSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '../../src/core/errors.ts';
import { type SyncFile, syncFile } from '../../src/database/wal-file.ts';
import { names, nextTask, openScratch, originOf, put, rejection, scratchFolder, submit } from './scratch.ts';

/** A disk that answers when the test says so. */
const heldBackSync = () => {
  const calls: PromiseWithResolvers<void>[] = [];
  const sync: SyncFile = () => {
    const call = Promise.withResolvers<void>();
    calls.push(call);
    return call.promise;
  };
  return { calls, sync };
};

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await nextTask();
};

describe('an answer', () => {
  test('never comes before the sync that began after its commit', async () => {
    const { calls, sync } = heldBackSync();
    const { db } = await openScratch({ sync });
    const events: string[] = [];
    const unit = (name: string) =>
      db
        .transact(originOf(), async (work) => {
          work.afterCommit(() => events.push(`${name} after commit`));
          await put(work.tx, name);
        })
        .then(() => events.push(`${name} answered`));

    const first = unit('a');
    await settle();
    expect(await names(db.read)).toEqual(['a']);
    const second = unit('b');
    await settle();
    expect(await names(db.read)).toEqual(['a', 'b']);
    expect([events, calls.length]).toEqual([[], 1]);

    calls[0]?.resolve();
    await first;
    await settle();
    expect([events, calls.length]).toEqual([['a after commit', 'a answered'], 2]);
    calls[1]?.resolve();
    await second;
    expect(events.slice(2)).toEqual(['b after commit', 'b answered']);
  });

  test('waits for the disk even if its unit only read, because it may repeat what is not there yet', async () => {
    const { calls, sync } = heldBackSync();
    const { db } = await openScratch({ sync });
    const first = submit(db, 'a');
    await settle();
    const seen: string[][] = [];
    const reading = db.transact(originOf(), (work) => names(work.tx)).then((found) => seen.push(found));
    await settle();
    expect(seen).toEqual([]);
    calls[0]?.resolve();
    await Promise.all([first, reading]);
    expect(seen).toEqual([['a']]);
    expect(calls.length).toBe(1);
  });

  test('of a refused unit waits like all others, because the reason may rest on what is not there yet', async () => {
    const { calls, sync } = heldBackSync();
    const { db } = await openScratch({ sync });
    const first = submit(db, 'a');
    await settle();
    let refused = false;
    const refusal = db
      .transact(originOf(), () => Promise.reject(new Error('exists already')))
      .catch(() => (refused = true));
    await settle();
    expect(refused).toBe(false);
    calls[0]?.resolve();
    await first;
    expect(await refusal).toBe(true);
  });

  test('of a unit that only read asks for no sync when nothing was written since the last one', async () => {
    const { calls, sync } = heldBackSync();
    const { db } = await openScratch({ sync });
    expect(await db.transact(originOf(), (work) => names(work.tx))).toEqual([]);
    await db.settled();
    expect(calls.length).toBe(0);
  });

  test('of a unit that wrote and took it back is followed by a sync all the same', async () => {
    const { calls, sync } = heldBackSync();
    const { db } = await openScratch({ sync });
    const undone = rejection(
      db.transact(originOf(), async (work) => {
        await put(work.tx, 'a');
        throw new Error('second thoughts');
      }),
    );
    await settle();
    calls[0]?.resolve();
    expect(await undone).toMatchObject({ message: 'second thoughts' });
    expect(calls.length).toBe(1);
  });

  test('of many batches may wait for one sync', async () => {
    const { calls, sync } = heldBackSync();
    const { db } = await openScratch({ sync, batchBudgetMs: 0 });
    const units = Array.from({ length: 10 }, (_, index) => submit(db, `unit ${index}`));
    await settle();
    calls[0]?.resolve();
    await settle();
    calls[1]?.resolve();
    await Promise.all(units);
    expect(calls.length).toBe(2);
  });
});

describe('a failed sync', () => {
  test('refuses all who wait, ends the process, and nothing is answered afterwards', async () => {
    const { calls, sync } = heldBackSync();
    const { db, fatal } = await openScratch({ sync });
    const afterCommit: string[] = [];
    const unit = (name: string) =>
      db.transact(originOf(), async (work) => {
        work.afterCommit(() => afterCommit.push(name));
        await put(work.tx, name);
      });
    const first = rejection(unit('a'));
    await settle();
    const second = rejection(unit('b'));
    await settle();
    const failure = Object.assign(new Error('EIO'), { code: 'EIO' });
    calls[0]?.reject(failure);
    const refusals = [await first, await second, await rejection(unit('c'))];
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(DomainError);
      expect(refusal).toMatchObject({ code: 'unavailable', cause: failure });
    }
    expect(fatal).toEqual([failure]);
    expect([afterCommit, calls.length]).toEqual([[], 1]);
  });
});

describe('after a failed sync', () => {
  test('a later unit is refused even if nobody waited when it failed, and no further sync is tried', async () => {
    const { calls, sync } = heldBackSync();
    const { db } = await openScratch({ sync });
    const first = rejection(submit(db, 'a'));
    await settle();
    calls[0]?.reject(new Error('EIO'));
    await first;
    expect(await rejection(submit(db, 'b'))).toMatchObject({ code: 'unavailable' });
    expect(calls.length).toBe(1);
  });
});

describe('the file that is synced', () => {
  test('is the log that SQLite writes to, also after it has started over', async () => {
    const inodes = new Set<number>();
    const sync: SyncFile = async (descriptor) => {
      const { ino, nlink } = fstatSync(descriptor);
      expect(nlink).toBe(1);
      inodes.add(ino);
    };
    const { path, db } = await openScratch({ sync });
    for (const name of ['a', 'b', 'c']) {
      await submit(db, name);
      checkpoint(path);
    }
    expect([...inodes]).toEqual([statSync(`${path}-wal`).ino]);
  });

  test('holds every row that was answered: what the disk has then is enough to find it', async () => {
    const folder = scratchFolder();
    let surviving = '';
    let files = 0;
    const sync: SyncFile = async (descriptor) => {
      await syncFile(descriptor);
      files += 1;
      surviving = join(folder, `${files}.db`);
      copyAsAfterPowerLoss(path, descriptor, surviving);
    };
    const scratch = await openScratch({ sync });
    const { path, db } = scratch;
    for (let turn = 1; turn <= 6; turn += 1) {
      const written = await Promise.all([submit(db, `${turn} a`), submit(db, `${turn} b`)]);
      expect(namesIn(surviving)).toEqual(expect.arrayContaining(written));
      if (turn % 2 === 0) checkpoint(path);
    }
    expect(namesIn(surviving).length).toBe(12);
  });
});

const checkpoint = (path: string): void => {
  using other = new Sqlite(path, { readwrite: true });
  other.run('pragma wal_checkpoint(passive)');
};

/** The database as another process sees it, and of the log only what the synced descriptor leads to. */
const copyAsAfterPowerLoss = (path: string, logDescriptor: number, target: string): void => {
  const copied = Bun.spawnSync(['cp', path, target]);
  expect(copied.exitCode).toBe(0);
  const log = new Uint8Array(fstatSync(logDescriptor).size);
  readSync(logDescriptor, log, 0, log.length, 0);
  writeFileSync(`${target}-wal`, log);
};

const namesIn = (path: string): string[] => {
  using database = new Sqlite(path, { readwrite: true });
  return database
    .query<{ name: string }, []>('select name from settings')
    .all()
    .map((row) => row.name);
};
