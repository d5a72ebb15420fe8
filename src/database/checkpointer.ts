import type { Statement } from 'bun:sqlite';
import type { CheckpointThread } from './checkpoint-thread.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

export interface CheckpointLimits {
  /** Pages by which the log grows between two passes that run beside the writing. */
  readonly passEveryFrames: number;
  /**
   * Pages in the log at which writing waits for a pass. Only a pass that nobody outruns lets the log start
   * over; under constant writing there would never be one. The event loop goes on meanwhile.
   */
  readonly waitAtFrames: number;
}

/** 4 MiB and 32 MiB. */
export const checkpointLimits: CheckpointLimits = { passEveryFrames: 1_000, waitAtFrames: 8_000 };

/** Keeps the write-ahead log short without holding up the event loop. */
export class Checkpointer {
  readonly #state: Statement<{ log: number }, []>;
  #passAt = 0;
  #waitAt = 0;
  #frames = 0;
  #running: Promise<boolean> | undefined;

  constructor(
    private readonly writer: SqliteConnection,
    private readonly thread: CheckpointThread,
    private readonly onError: (error: unknown) => void,
    private readonly limits: CheckpointLimits,
  ) {
    this.#state = writer.database.query<{ log: number }, []>('pragma wal_checkpoint(noop)');
    this.#expectGrowthFrom(0);
  }

  /** Pages that the log holds. */
  get frames(): number {
    return this.#frames;
  }

  /** To be called after each commit; the next transaction must wait for what it returns. */
  afterCommit(): Promise<void> | undefined {
    const frames = this.#state.get()?.log ?? 0;
    if (frames < this.#frames) this.#expectGrowthFrom(0);
    this.#frames = frames;
    if (frames >= this.#waitAt) return this.#passUndisturbed();
    if (frames >= this.#passAt && !this.#running) void this.#pass();
    return undefined;
  }

  /** Ends the thread once no pass is under way. What is left in the log goes back when SQLite closes the file. */
  async close(): Promise<void> {
    while (this.#running) await this.#running;
    this.thread.close();
  }

  /**
   * A long read can keep even this pass from finishing; then the log grows by another step before the next
   * wait. Without a thread the pass is made here: a halt of the event loop is better than a log without end.
   */
  async #passUndisturbed(): Promise<void> {
    this.#expectGrowthFrom(this.#frames);
    await this.#running;
    const done = await this.#pass();
    if (!done) this.writer.database.run('pragma wal_checkpoint(passive)');
  }

  /** Answers whether the thread has made the pass. */
  #pass(): Promise<boolean> {
    this.#passAt = this.#frames + this.limits.passEveryFrames;
    this.#running = this.thread
      .pass()
      .then(() => true)
      .catch((error) => {
        this.onError(error);
        return false;
      })
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  #expectGrowthFrom(frames: number): void {
    this.#passAt = frames + this.limits.passEveryFrames;
    this.#waitAt = frames + this.limits.waitAtFrames;
  }
}
