import { type Clock, dayMs, type Instant, secondMs } from '../../core/clock.ts';
import { DomainError } from '../../core/errors.ts';
import type { Ids } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { Origin, Transact } from '../../database/work.ts';
import { attemptSweep, excerptSweep } from './attempt-sweeps.ts';
import { payloadSweep } from './payload-sweep.ts';
import type { AgingRow, Step, Sweep, SweepName, SweepUnit } from './sweep.ts';
import { sweepOn, sweepPutOff } from './sweep-units.ts';

/** Whole days for which something is kept. */
export interface RetentionDays {
  readonly retentionPayloadDays: number;
  readonly retentionExcerptDays: number;
  readonly retentionAttemptDays: number;
}

export interface RetentionOptions {
  readonly transact: Transact;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly config: RetentionDays;
}

/** What one run has done. */
export interface RetentionRun {
  readonly gone: Readonly<Record<SweepName, number>>;
  readonly units: number;
  /** Rows that its largest unit has read or written. */
  readonly mostRows: number;
}

/** After this a run ends, done or not: the next one goes on. */
const budgetMs = 20 * secondMs;

/** Units a run spends on rows that were put off: they may be many, and nearly all of them are needed still. */
const putOffUnits = 20;

/**
 * Forgets what has had its time: bodies of events that nobody will be sent any more, excerpts of responses, attempts
 * of deliveries that have come to an end. In small units that stand behind everybody else's, each from where the last
 * one stopped. What it has forgotten is said in the log, and by the API for each row.
 */
export const runRetention = async (options: RetentionOptions): Promise<RetentionRun> => {
  const { clock, config, log } = options;
  const run = new Run(options, clock.now() + budgetMs);
  await run.sweep(payloadSweep, config.retentionPayloadDays);
  await run.sweep(excerptSweep, config.retentionExcerptDays);
  await run.sweep(attemptSweep, config.retentionAttemptDays);
  const { gone } = run;
  if (gone.payloads + gone.excerpts + gone.attempts > 0) log.info('retention', { ...gone });
  return run;
};

class Run implements RetentionRun {
  readonly gone: Record<SweepName, number> = { payloads: 0, excerpts: 0, attempts: 0 };
  units = 0;
  mostRows = 0;
  readonly #origin: Origin;

  constructor(
    private readonly options: RetentionOptions,
    private readonly endsAt: Instant,
  ) {
    this.#origin = {
      actor: { kind: 'system', id: 'retention' },
      requestId: options.ids.mint('req'),
      lane: 'bulk',
    };
  }

  async sweep<Row extends AgingRow>(sweep: Sweep<Row>, keepDays: number): Promise<void> {
    const keepMs = keepDays * dayMs;
    while (await this.#take(sweepOn, sweep, keepMs));
    for (let left = putOffUnits; left > 0 && (await this.#take(sweepPutOff, sweep, keepMs)); left -= 1);
  }

  /** @returns whether there is more to do and time to do it */
  async #take<Row extends AgingRow>(unit: SweepUnit, sweep: Sweep<Row>, keepMs: number): Promise<boolean> {
    const { clock, transact } = this.options;
    if (clock.now() >= this.endsAt) return false;
    const step = await transact(this.#origin, (work) =>
      unit(work, sweep, { until: work.now - keepMs }),
    ).catch(busyNow);
    this.units += 1;
    this.gone[sweep.name] += step.gone;
    this.mostRows = Math.max(this.mostRows, step.rows);
    return step.hasMore;
  }
}

/** A full queue, a full disk or a process that ends: others say so, and the next run goes on. */
const busyNow = (error: unknown): Step => {
  if (error instanceof DomainError && error.code === 'unavailable') {
    return { gone: 0, rows: 0, hasMore: false };
  }
  throw error;
};
