import { type Clock, hourMs, type Instant, minuteMs } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Db, Origin, Transact } from '../database/work.ts';
import { readSetting, writeSetting } from '../settings/settings.store.ts';
import type { Examination } from './examination.ts';
import type { RunningExamination } from './examine-in-thread.ts';

export interface IntegrityOptions {
  readonly read: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly log: Log;
  readonly origin: Origin;
  readonly examine: () => RunningExamination;
}

/** Whoever has just started has more urgent things to do, and memory is at its peak. */
const settleMs = 2 * minuteMs;
const everyMs = 24 * hourMs;
/** After one that could not be made. */
const againMs = hourMs;

/** Examines the database by itself, from time to time, and keeps what came of it. */
export class IntegrityWatch {
  #last: Examination | undefined;
  #nextAt: Instant;
  #running: RunningExamination | undefined;
  #closed = false;

  private constructor(private readonly options: IntegrityOptions) {
    this.#nextAt = options.clock.now() + settleMs;
  }

  static async open(options: IntegrityOptions): Promise<IntegrityWatch> {
    const watch = new IntegrityWatch(options);
    const stored = await readSetting(options.read, 'integrity');
    watch.#last = stored === undefined ? undefined : (JSON.parse(stored) as Examination);
    return watch;
  }

  /** What the last one came to, also of an earlier process; undefined before the first. */
  get last(): Examination | undefined {
    return this.#last;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** A job: once after the start, then once a day. */
  async runIfDue(): Promise<void> {
    if (this.options.clock.now() >= this.#nextAt) await this.run();
  }

  /** Examines now. One that is under way is enough. A failure is in the log, and tried again within the hour. */
  async run(): Promise<void> {
    const { clock, log, examine } = this.options;
    if (this.#running || this.#closed) return;
    this.#nextAt = clock.now() + againMs;
    try {
      this.#running = examine();
      await this.#keep(await this.#running.result);
      this.#nextAt = clock.now() + everyMs;
    } catch (error) {
      if (!this.#closed) log.error('integrity_not_checked', { error: String(error) });
    } finally {
      this.#running = undefined;
    }
  }

  close(): void {
    this.#closed = true;
    this.#running?.stop();
  }

  async #keep(examination: Examination): Promise<void> {
    const { transact, origin, log } = this.options;
    const found = examination.results.filter(({ violations }) => violations > 0);
    for (const { name, violations } of found) log.error('integrity_violation', { check: name, violations });
    await transact(origin, ({ tx }) => writeSetting(tx, 'integrity', JSON.stringify(examination)));
    this.#last = examination;
  }
}
