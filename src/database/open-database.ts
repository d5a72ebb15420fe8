import { closeSync, constants, fdatasync, openSync } from 'node:fs';
import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import { type Db, openReader, openWriter } from './connection.ts';
import { createDurability } from './durability.ts';
import { GroupCommit } from './group-commit.ts';
import { readHandle } from './handle.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import type { Sink, Transact, Work } from './work.ts';

export interface DatabaseOptions {
  /** The database file; made when it is not there. */
  readonly path: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly sink: Sink;
  /** The disk has failed or the file is damaged: the process must end, nothing more may be answered. */
  readonly onFatal: (error: unknown) => void;
  /** Errors that no caller hears of: failed `afterCommit` actions, and why a batch was refused. */
  readonly onError?: (error: unknown) => void;
  /** Flushes the file behind the descriptor to disk; the descriptor is that of the write-ahead log. */
  readonly sync?: (fileDescriptor: number) => Promise<void>;
  readonly batchBudgetMs?: number;
  readonly laneLimit?: number;
}

export interface Database {
  readonly read: Db;
  readonly transact: Transact;
  /** Units of work that were submitted and not yet answered. */
  unanswered(): number;
  /** Refuses new units, waits for those under way, writes the log back into the database and closes it. */
  close(): Promise<void>;
}

export const openDatabase = (options: DatabaseOptions): Database => {
  const writer = openWriter(options.path);
  const reader = openReader(options.path);
  const logDescriptor = openLog(writer, options.path);
  const sync = options.sync ?? syncFile;
  const durability = createDurability(() => sync(logDescriptor), options.onFatal);
  const writing = new GroupCommit({
    writer,
    durability,
    batchBudgetMs: options.batchBudgetMs ?? 3,
    laneLimit: options.laneLimit ?? 2_000,
    elapsedMs: () => performance.now(),
    onError: options.onError ?? ignore,
    onFatal: options.onFatal,
    betweenBatches: () => undefined,
  });
  return {
    read: readHandle(reader),
    transact: transactOn(writing, options),
    unanswered: () => writing.unanswered,
    close: async () => {
      await writing.close();
      reader.close();
      writer.close();
      closeSync(logDescriptor);
    },
  };
};

const transactOn =
  (writing: GroupCommit, { clock, ids, sink }: DatabaseOptions): Transact =>
  <T>(
    { actor, requestId, lane = 'interactive' }: Parameters<Transact>[0],
    unit: (work: Work) => Promise<T>,
  ) =>
    writing.submit(lane, async (tx, afterCommit) => {
      const work: Work = { tx, now: clock.now(), ids, actor, requestId, events: [], afterCommit };
      const result = await unit(work);
      if (work.events.length > 0) await sink(work);
      return result;
    }) as Promise<T>;

/**
 * A descriptor of our own on the write-ahead log that the writer uses: the file is there once it has read, and
 * stays the same one while it is open. SQLite keeps no locks on this file, so closing the descriptor drops none.
 */
const openLog = (writer: SqliteConnection, path: string): number => {
  writer.database.query('select count(*) from sqlite_schema').get();
  return openSync(`${path}-wal`, constants.O_RDWR);
};

const syncFile = (fileDescriptor: number): Promise<void> =>
  new Promise((resolve, reject) => {
    fdatasync(fileDescriptor, (error) => (error ? reject(error) : resolve()));
  });

const ignore = (): void => undefined;
