import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import { createCheckpointThread } from './checkpoint-thread.ts';
import { Checkpointer, checkpointLimits } from './checkpointer.ts';
import { openReader, openWriter } from './connection.ts';
import { createDurability } from './durability.ts';
import { GroupCommit } from './group-commit.ts';
import { readHandle } from './handle.ts';
import { isFatal } from './refusals.ts';
import { TurnReader } from './turn-reader.ts';
import { openLogFile, type SyncFile, syncFile } from './wal-file.ts';
import type { Db, Origin, Sink, Transact, Work } from './work.ts';

export interface DatabaseOptions {
  /** The database file; made when it is not there. */
  readonly path: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly sink: Sink;
  readonly auditSink: Sink;
  /** The disk has failed or the file is damaged: the process must end at once. Nothing more is answered. */
  readonly onFatal: (error: unknown) => void;
  /** Errors that no caller hears of as they are: failed `afterCommit` actions, why a batch was refused. */
  readonly onError: (error: unknown) => void;
  /** How the write-ahead log gets to disk. */
  readonly sync?: SyncFile;
  /** Time after which a batch takes no further unit, in milliseconds. */
  readonly batchBudgetMs?: number;
  /** Units of one lane that may be unanswered at a time. */
  readonly laneLimit?: number;
}

export interface DatabaseLoad {
  /** Units of work that were submitted and not yet answered. */
  readonly unansweredUnits: number;
  /** Bytes in the write-ahead log that the next one will not start over. */
  readonly logBytes: number;
  /** Commits and the units of work in them, since the database was opened. */
  readonly batches: number;
  readonly units: number;
  /** How often the log was brought to disk, and the milliseconds that took together. */
  readonly syncs: number;
  readonly syncMs: number;
}

export interface Database {
  readonly read: Db;
  readonly transact: Transact;
  /** Resolves once everything that `read` can see is on disk: to be awaited before a stored promise is repeated. */
  settled(): Promise<void>;
  load(): DatabaseLoad;
  /** Refuses new units, answers those under way, writes the log back into the database and closes it. */
  close(): Promise<void>;
}

const pageBytes = 4_096;

/** Opens a database that `migrate` has brought up to date; the only way to it in a running server. */
export const openDatabase = (options: DatabaseOptions): Database => {
  const { path, onError, onFatal, sync = syncFile } = options;
  const writer = openWriter(path);
  const reader = new TurnReader(openReader(path));
  const log = openLogFile(writer, path);
  const report = (error: unknown): void => (isFatal(error) ? onFatal(error) : onError(error));
  const checkpointer = new Checkpointer(writer, createCheckpointThread(path), report, checkpointLimits);
  const timed = timedSync(() => sync(log.descriptor));
  const durability = createDurability(timed.sync, onFatal);
  const commits = new GroupCommit({
    writer,
    durability,
    batchBudgetMs: options.batchBudgetMs ?? 4,
    laneLimit: options.laneLimit ?? 2_000,
    elapsedMs: () => performance.now(),
    onError: report,
    betweenBatches: () => {
      reader.release();
      return checkpointer.afterCommit();
    },
  });
  return {
    read: readHandle(reader),
    transact: transactThrough(commits, options),
    settled: () => durability.settled(),
    load: () => ({
      unansweredUnits: commits.unanswered,
      logBytes: checkpointer.frames * pageBytes,
      ...commits.totals,
      ...timed.totals,
    }),
    close: once(async () => {
      await commits.close();
      await checkpointer.close();
      reader.close();
      writer.close();
      log.close();
    }),
  };
};

/** Tells how often it was synced and how long that took. */
const timedSync = (sync: () => Promise<void>) => {
  const totals = { syncs: 0, syncMs: 0 };
  return {
    totals,
    sync: async () => {
      const startedMs = performance.now();
      await sync();
      totals.syncs += 1;
      totals.syncMs += performance.now() - startedMs;
    },
  };
};

const once = <T>(action: () => T): (() => T) => {
  let done: { result: T } | undefined;
  return () => {
    done ??= { result: action() };
    return done.result;
  };
};

const transactThrough = (
  commits: GroupCommit,
  { clock, ids, sink, auditSink }: DatabaseOptions,
): Transact => {
  return <T>(
    { actor, requestId, lane = 'interactive', isImport = false, deed }: Origin,
    unit: (work: Work) => Promise<T>,
  ) =>
    commits.submit(lane, async (tx, afterCommit) => {
      const by = { actor, requestId, isImport, deed };
      const work: Work = { tx, now: clock.now(), ids, ...by, events: [], audit: [], afterCommit };
      const result = await unit(work);
      if (work.events.length > 0) await sink(work);
      if (deed) await auditSink(work);
      return result;
    });
};
