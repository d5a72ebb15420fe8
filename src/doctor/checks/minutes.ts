import { dayMs, type Instant } from '../../core/clock.ts';
import type { EndpointId } from '../../core/ids.ts';
import { classOfAttempt } from '../../webhooks/monitoring/attempt-class.ts';
import { minuteOf, slowAnswerMs } from '../../webhooks/monitoring/delivery-minute.ts';
import { shardOf } from '../../webhooks/monitoring/shard.ts';
import type { Check, Finding, Inspected } from '../check.ts';

interface Counts {
  succeeded: number;
  failed: number;
  slow: number;
  durationMsSum: number;
}

interface Attempt {
  readonly seq: number;
  readonly endpointId: EndpointId;
  readonly startedAt: Instant;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly isTest: 0 | 1;
}

/** Minutes go after 90 days, while attempts of deliveries that have come to no end stay. */
const keptMs = 89 * dayMs;

/** Attempts that are read together, and minutes that are counted at a time. */
const attemptsPerStep = 1_000;
const mostOpen = 20_000;

/**
 * Attempts are forgotten one by one, and their minutes later: only what is younger than the youngest gap can be
 * counted again. Minutes that are far behind are closed and compared, so that their number stays bounded; one that
 * a clock which was set back led to again is compared at the end.
 */
async function* examineMinutes(database: Inspected, found: Finding): AsyncGenerator<void> {
  const recount = new Recount(database, found);
  const { all } = database;
  for (let afterSeq = recount.firstSeq - 1; ; ) {
    const attempts = all<Attempt>(
      `select attempt.seq, attempt.endpoint_id as endpointId, attempt.started_at as startedAt,
          attempt.duration_ms as durationMs, attempt.status, attempt.error, delivery.origin = 'test' as isTest
        from attempts as attempt join deliveries as delivery on delivery.id = attempt.delivery_id
        where attempt.seq > ?1 order by attempt.seq limit ${attemptsPerStep}`,
      afterSeq,
    );
    for (const attempt of attempts) recount.add(attempt);
    recount.closeOld();
    afterSeq = attempts.at(-1)?.seq ?? afterSeq;
    yield;
    if (attempts.length < attemptsPerStep) break;
  }
  recount.closeAll();
  yield;
}

class Recount {
  /** From here on every attempt is there still. */
  readonly firstSeq: number;
  readonly #firstMinute: number;
  readonly #marks: ReadonlyMap<number, number>;
  readonly #open = new Map<string, Counts>();
  readonly #suspects = new Map<string, Counts>();
  #newest = 0;

  constructor(
    private readonly database: Inspected,
    private readonly found: Finding,
  ) {
    const { all } = database;
    const [gap] = all<{ seq: number | null }>(
      `select max(seq) as seq from attempts where seq > 1
        and not exists (select 1 from attempts as before where before.seq = attempts.seq - 1)`,
    );
    this.firstSeq = gap?.seq ?? 1;
    const [first] = all<{ at: number }>(
      'select started_at + duration_ms as at from attempts where seq = ?1',
      this.firstSeq,
    );
    // Where some are gone, so may be others of the same minute.
    const complete = this.firstSeq === 1 ? 0 : minuteOf(first?.at ?? 0) + 2;
    this.#firstMinute = Math.max(complete, minuteOf(database.now - keptMs));
    const marks = all<{ shard: number; seq: number }>(
      'select shard, attempt_seq as seq from webhook_minute_marks',
    );
    this.#marks = new Map(marks.map(({ shard, seq }) => [shard, seq]));
  }

  add({ seq, endpointId, startedAt, durationMs, status, error, isTest }: Attempt): void {
    if (isTest || seq > (this.#marks.get(shardOf(endpointId)) ?? 0)) return;
    const outcome = classOfAttempt(status, error);
    const minute = minuteOf(startedAt + durationMs);
    if (outcome === 'own_fault' || minute < this.#firstMinute) return;
    this.#newest = Math.max(this.#newest, minute);
    const key = `${minute} ${endpointId}`;
    const counts = this.#suspects.get(key) ?? this.#open.get(key) ?? none();
    if (!this.#suspects.has(key)) this.#open.set(key, counts);
    counts.succeeded += outcome === '2xx' ? 1 : 0;
    counts.failed += outcome === '2xx' ? 0 : 1;
    counts.slow += durationMs > slowAnswerMs ? 1 : 0;
    counts.durationMsSum += durationMs;
  }

  /** An attempt is written down within moments of its end. */
  closeOld(): void {
    if (this.#open.size < mostOpen) return;
    for (const [key, counts] of this.#open)
      if (Number.parseInt(key, 10) < this.#newest - 60) this.#close(key, counts);
  }

  closeAll(): void {
    for (const [key, counts] of this.#open) this.#close(key, counts);
    for (const [key, counts] of this.#suspects) {
      const what = this.#faultOf(key, counts);
      if (what) this.found(key.split(' ').reverse().join(' '), what);
    }
  }

  #close(key: string, counts: Counts): void {
    this.#open.delete(key);
    if (this.#faultOf(key, counts)) this.#suspects.set(key, counts);
  }

  #faultOf(key: string, counts: Counts): string | undefined {
    const [minute = '', endpointId = ''] = key.split(' ');
    const [stored] = this.database.all<Counts>(
      `select succeeded, failed, slow, duration_ms_sum as durationMsSum from webhook_minutes
        where minute = ?1 and endpoint_id = ?2`,
      Number(minute),
      endpointId,
    );
    const told = ({ succeeded, failed, slow, durationMsSum }: Counts) =>
      `${succeeded} succeeded, ${failed} failed, ${slow} slow, ${durationMsSum} ms`;
    const [is, was] = [told(stored ?? none()), told(counts)];
    return is === was ? undefined : `the minute ${minute} says ${is}; its attempts were ${was}`;
  }
}

const none = (): Counts => ({ succeeded: 0, failed: 0, slow: 0, durationMsSum: 0 });

export const webhookMinutes: Check = {
  name: 'webhook_minutes',
  invariant: 'I8',
  sentence:
    'What is counted of attempts by the minute is what those attempts were that are there still; tests are not among them.',
  examine: examineMinutes,
};
