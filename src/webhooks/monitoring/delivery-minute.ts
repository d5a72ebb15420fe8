import { type Instant, minuteMs } from '../../core/clock.ts';
import type { EndpointId } from '../../core/ids.ts';

/**
 * Upper edges of the steps in which durations are counted, in milliseconds. What took longer than the last one
 * counts there: no request may take longer than 30 seconds.
 */
export const durationStepsMs = [
  5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 7_500, 10_000, 20_000, 30_000,
] as const;

/** An answer that took longer counts as slow. */
export const slowAnswerMs = 5_000;

/** What is counted of attempts. Tests and faults of our own are not. */
export interface DeliveryCounts {
  readonly succeeded: number;
  /** Everything the receiver is to blame for, redirects and requests to wait included. */
  readonly failed: number;
  /** Those that took longer than 5 seconds, however they ended. */
  readonly slow: number;
  readonly durationMsSum: number;
  readonly durationMsMax: number;
  /** Counts of durations, one for each of `durationStepsMs`. */
  readonly histogram: readonly number[];
}

/** How an endpoint answered in one minute. */
export interface DeliveryMinute extends DeliveryCounts {
  readonly endpointId: EndpointId;
  /** Minutes since 1970. */
  readonly minute: number;
}

/** Of the instant at which an attempt ended. */
export const minuteOf = (instant: Instant): number => Math.floor(instant / minuteMs);

/** The first step whose edge the duration does not exceed. */
export const durationStepOf = (durationMs: number): number => {
  let step = 0;
  while (step < durationStepsMs.length - 1 && durationMs > (durationStepsMs[step] ?? 0)) step += 1;
  return step;
};

/** Everything counted in some minutes, or in other counts, together. */
export const sumMinutes = (minutes: Iterable<DeliveryCounts>): DeliveryCounts => {
  const histogram = durationStepsMs.map(() => 0);
  const sum = { succeeded: 0, failed: 0, slow: 0, durationMsSum: 0, durationMsMax: 0, histogram };
  for (const minute of minutes) {
    sum.succeeded += minute.succeeded;
    sum.failed += minute.failed;
    sum.slow += minute.slow;
    sum.durationMsSum += minute.durationMsSum;
    sum.durationMsMax = Math.max(sum.durationMsMax, minute.durationMsMax);
    for (const [step, count] of minute.histogram.entries()) histogram[step] = (histogram[step] ?? 0) + count;
  }
  return sum;
};

/**
 * The duration in milliseconds that a share of the attempts (0.95 for p95) did not exceed, as exactly as the steps
 * tell: taken to be spread evenly within a step. Null when nothing was counted.
 */
export const percentile = (histogram: readonly number[], share: number): number | null => {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const wanted = share * total;
  let below = 0;
  let lowerMs = 0;
  for (const [step, upperMs] of durationStepsMs.entries()) {
    const count = histogram[step] ?? 0;
    if (count > 0 && below + count >= wanted)
      return lowerMs + (upperMs - lowerMs) * ((wanted - below) / count);
    below += count;
    lowerMs = upperMs;
  }
  return lowerMs;
};

/** Share of the attempts that failed, 0 to 1; 0 when there were none. */
export const failureRate = ({ succeeded, failed }: Pick<DeliveryCounts, 'succeeded' | 'failed'>): number =>
  succeeded + failed === 0 ? 0 : failed / (succeeded + failed);
