import { secondMs } from '../../core/clock.ts';
import type { EndpointId, Ids, ProgramId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { Timers } from '../../core/timers.ts';
import type { Db, Origin, Transact, Work } from '../../database/work.ts';
import type { FlightResult } from '../drainer/flight-result.ts';
import { classOfAttempt } from './attempt-class.ts';
import { countAttempt, createDeliveryCounters, type DeliveryCounters } from './delivery-counters.ts';
import { MinuteTally } from './minute-tally.ts';
import { batchesOf, type ShardBatch } from './shard.ts';
import { spansOf } from './span.ts';
import {
  addMinute,
  addSpan,
  findLastAttemptSeq,
  findMarks,
  findProgramsOf,
  minuteArguments,
  spanArguments,
  storeMark,
} from './tally.store.ts';
import { createUnseenAttempts, type UnseenAttempts } from './unseen-attempts.ts';

export interface DeliveryMinutesOptions {
  readonly read: Db;
  readonly transact: Transact;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
}

/** How long what was counted may wait in memory, in milliseconds; longer when much has to be stored each time. */
const storeEveryMs = secondMs;
const longestWaitMs = 10 * secondMs;

/** Minutes that may be stored every second, for a part of the processor's time that nobody notices. */
const minutesPerSecond = 200;

/**
 * Counts attempts by endpoint and minute. They are counted in memory once their unit is on disk, and stored at most
 * once a second together with the sequence up to which they are complete. So nothing of it is lost or counted
 * twice: what is newer than the mark, or was recorded by somebody else, is counted from the attempts themselves.
 */
export class DeliveryMinutes {
  readonly counters: DeliveryCounters = createDeliveryCounters();
  readonly #tally = new MinuteTally();
  readonly #programs = new Map<EndpointId, ProgramId | null>();
  readonly #origin: Origin;
  /** Up to here attempts are in the tally, in the database, or known to be unseen. */
  #knownSeq: number;
  #storedSeq: number;
  /** Minutes that the last storing stored. */
  #storedMinutes = 0;
  #storing: Promise<void> = Promise.resolve();
  #cancelTimer: (() => void) | undefined;
  /** Whether this process counts; one that only runs a command leaves it to the server. */
  #counts = false;
  #closed = false;

  private constructor(
    private readonly options: DeliveryMinutesOptions,
    private readonly unseen: UnseenAttempts,
    lastSeq: number,
  ) {
    this.#knownSeq = lastSeq;
    this.#storedSeq = unseen.isEmpty ? lastSeq : -1;
    this.#origin = {
      actor: { kind: 'system', id: 'statistics' },
      requestId: options.ids.mint('req'),
      lane: 'bulk',
    };
  }

  /** To be opened before anything is sent: what is stored and not counted by then is counted with the first `store`. */
  static async open(options: DeliveryMinutesOptions): Promise<DeliveryMinutes> {
    const marks = await findMarks(options.read);
    const lastSeq = await findLastAttemptSeq(options.read);
    return new DeliveryMinutes(options, createUnseenAttempts(options.read, marks, lastSeq), lastSeq);
  }

  /** Takes over what a unit has recorded, once that unit is on disk. Called after the attempts are inserted. */
  async attemptsRecorded(work: Work, results: readonly FlightResult[]): Promise<void> {
    if (results.length === 0) return;
    const seq = await findLastAttemptSeq(work.tx);
    work.afterCommit(() => this.#count(results, seq));
  }

  /**
   * Stores everything counted so far; afterwards minutes and attempts agree.
   * @throws DomainError `unavailable` when it cannot be written; then it is still in memory, and tried again
   */
  store(): Promise<void> {
    this.#counts = true;
    const stored = this.#storing.then(() => this.#storeAll());
    this.#storing = stored.catch(() => undefined);
    return stored;
  }

  /** What cannot be stored any more is counted after the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    if (this.#counts) await this.#storeOrLog();
    await this.#storing;
  }

  #count(results: readonly FlightResult[], seq: number): void {
    this.#counts = true;
    // Units are answered in the order they ran: what lies between was recorded by somebody else.
    this.unseen.add(this.#knownSeq, seq - results.length);
    this.#knownSeq = seq;
    for (const result of results) {
      const { startedAt, durationMs, status, error } = result.flown;
      const attemptClass = classOfAttempt(status, error);
      countAttempt(this.counters, attemptClass, result);
      this.#tally.add(result.delivery.endpointId, startedAt + durationMs, durationMs, attemptClass);
    }
    this.#storeSoon();
  }

  #storeSoon(): void {
    if (this.#closed || this.#cancelTimer) return;
    const waitMs = storeEveryMs * Math.max(1, this.#storedMinutes / minutesPerSecond);
    this.#cancelTimer = this.options.timers.after(Math.min(waitMs, longestWaitMs), () => {
      this.#cancelTimer = undefined;
      void this.#storeOrLog();
    });
  }

  async #storeOrLog(): Promise<void> {
    try {
      await this.store();
    } catch (error) {
      this.options.log.error('webhook_minutes_not_stored', { error: String(error) });
      this.#storeSoon();
    }
  }

  async #storeAll(): Promise<void> {
    // While these were read, more may have been recorded.
    while (!this.unseen.isEmpty) await this.unseen.countInto(this.#tally);
    if (this.#knownSeq === this.#storedSeq) return;
    const seq = this.#knownSeq;
    const counted = this.#tally.take();
    const batches = batchesOf(counted);
    this.#storedMinutes = counted.length;
    try {
      for (let batch = batches[0]; batch; batch = batches[0]) {
        await this.#storeBatch(batch, seq);
        batches.shift();
      }
      this.#storedSeq = seq;
    } catch (error) {
      for (const { minutes } of batches) this.#tally.putBack(minutes);
      throw error;
    }
  }

  async #storeBatch({ shards, minutes }: ShardBatch, seq: number): Promise<void> {
    await this.options.transact(this.#origin, async ({ tx }) => {
      const unknown = minutes.flatMap(({ endpointId }) => (this.#programs.has(endpointId) ? [] : endpointId));
      for (const [id, programId] of await findProgramsOf(tx, unknown)) this.#programs.set(id, programId);
      for (const minute of minutes) await addMinute(tx, minuteArguments(minute));
      for (const span of spansOf(minutes, (id) => this.#programs.get(id) ?? null)) {
        await addSpan(tx, spanArguments(span));
      }
      for (const shard of shards) await storeMark(tx, { shard, attempt_seq: seq });
    });
  }
}
