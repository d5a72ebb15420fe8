import { type Instant, minuteMs } from '../../core/clock.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { AttemptClass } from './attempt-class.ts';
import {
  type DeliveryCounts,
  type DeliveryMinute,
  durationStepOf,
  durationStepsMs,
  minuteOf,
  slowAnswerMs,
} from './delivery-minute.ts';

/** Counts that grow in place. */
type Growing<Counts> = { -readonly [Name in keyof Omit<Counts, 'histogram'>]: Counts[Name] } & {
  readonly histogram: number[];
};

/** What has been counted and is not stored yet. A fault of our own is no news about a receiver. */
export class MinuteTally {
  /** The minute that each endpoint is in. */
  #present = new Map<EndpointId, Growing<DeliveryMinute>>();
  /** Minutes that their endpoint has left; one may be in it several times. */
  #left: DeliveryMinute[] = [];

  get isEmpty(): boolean {
    return this.#present.size === 0;
  }

  /** Costs a few additions: nothing is made unless the minute is new. */
  add(endpointId: EndpointId, endedAt: Instant, durationMs: number, attemptClass: AttemptClass): void {
    if (attemptClass === 'own_fault') return;
    const minute = this.#minuteOf(endpointId, endedAt);
    if (attemptClass === '2xx') minute.succeeded += 1;
    else minute.failed += 1;
    if (durationMs > slowAnswerMs) minute.slow += 1;
    minute.durationMsSum += durationMs;
    if (durationMs > minute.durationMsMax) minute.durationMsMax = durationMs;
    const step = durationStepOf(durationMs);
    minute.histogram[step] = (minute.histogram[step] ?? 0) + 1;
  }

  /** Takes everything out: each minute of an endpoint once. */
  take(): DeliveryMinute[] {
    const taken = [...this.#left, ...this.#present.values()];
    this.#present = new Map();
    this.#left = [];
    return mergeCounts(taken, ({ endpointId, minute }) => `${endpointId} ${minute}`);
  }

  /** Puts back what could not be stored. */
  putBack(minutes: readonly DeliveryMinute[]): void {
    for (const minute of minutes) {
      if (this.#present.has(minute.endpointId)) this.#left.push(minute);
      else this.#present.set(minute.endpointId, { ...minute, histogram: [...minute.histogram] });
    }
  }

  #minuteOf(endpointId: EndpointId, endedAt: Instant): Growing<DeliveryMinute> {
    const present = this.#present.get(endpointId);
    // Asked so because dividing costs more than comparing.
    if (present && endedAt - present.minute * minuteMs < minuteMs && endedAt >= present.minute * minuteMs) {
      return present;
    }
    if (present) this.#left.push(present);
    const fresh = { endpointId, minute: minuteOf(endedAt), ...noCounts() };
    this.#present.set(endpointId, fresh);
    return fresh;
  }
}

const noCounts = (): Growing<DeliveryCounts> => ({
  succeeded: 0,
  failed: 0,
  slow: 0,
  durationMsSum: 0,
  durationMsMax: 0,
  histogram: durationStepsMs.map(() => 0),
});

/** One of each key, with everything that was counted under it. */
export const mergeCounts = <Counts extends DeliveryCounts>(
  all: readonly Counts[],
  keyOf: (counts: Counts) => string,
): Counts[] => {
  const merged = new Map<string, Counts & Growing<DeliveryCounts>>();
  for (const counts of all) {
    const key = keyOf(counts);
    const known = merged.get(key);
    if (known) addCounts(known, counts);
    else merged.set(key, { ...counts, histogram: [...counts.histogram] });
  }
  return [...merged.values()];
};

const addCounts = (sum: Growing<DeliveryCounts>, counts: DeliveryCounts): void => {
  sum.succeeded += counts.succeeded;
  sum.failed += counts.failed;
  sum.slow += counts.slow;
  sum.durationMsSum += counts.durationMsSum;
  sum.durationMsMax = Math.max(sum.durationMsMax, counts.durationMsMax);
  for (let step = 0; step < counts.histogram.length; step += 1) {
    sum.histogram[step] = (sum.histogram[step] ?? 0) + (counts.histogram[step] ?? 0);
  }
};
