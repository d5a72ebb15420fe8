import { statSync } from 'node:fs';
import type { Clock, Instant } from '../core/clock.ts';
import type { Db } from '../database/work.ts';
import { findLastEventSeq } from '../events/event.store.ts';
import { type Backlog, findBacklog } from '../webhooks/monitoring/backlog.store.ts';

/** What has to be looked up, as it was a moment ago. */
export interface MetricsSample {
  readonly takenAt: Instant;
  readonly backlog: Backlog;
  /** Events recorded since the database was made. */
  readonly events: number;
  readonly databaseBytes: number;
}

/** To which any number of deliveries is counted. */
const maxCounted = 100_000;

/** Looked up by a job, so that a scrape costs the same whatever there is to count. */
export class MetricsSamples {
  #latest: MetricsSample | undefined;

  constructor(
    private readonly read: Db,
    private readonly clock: Clock,
    private readonly databasePath: string,
  ) {}

  /** Undefined before the first one is taken. */
  get latest(): MetricsSample | undefined {
    return this.#latest;
  }

  async take(): Promise<void> {
    this.#latest = {
      takenAt: this.clock.now(),
      backlog: await findBacklog(this.read, {}, maxCounted),
      events: await findLastEventSeq(this.read),
      databaseBytes: statSync(this.databasePath).size,
    };
  }
}
