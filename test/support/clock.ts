import type { Clock, Instant } from '../../src/core/clock.ts';
import type { Timers } from '../../src/core/timers.ts';

/** Time that stands still until a test moves it. Timers fire while it moves past them, in their order. */
export interface TestClock extends Clock {
  readonly timers: Timers;
  advance(ms: number): void;
  /** To any instant, an earlier one too. */
  set(instant: Instant | string): void;
}

/** A Friday in UTC: no month ends and no clocks change near it. */
export const testStart = '2026-05-15T12:00:00.000Z';

export const createTestClock = (start: Instant | string = testStart): TestClock => {
  let now = toInstant(start);
  const waiting = new Set<{ at: Instant; action: () => void }>();

  const moveTo = (target: Instant): void => {
    for (let next = firstUntil(waiting, target); next; next = firstUntil(waiting, target)) {
      waiting.delete(next);
      now = Math.max(now, next.at);
      next.action();
    }
    now = target;
  };

  return {
    now: () => now,
    timers: {
      after(delayMs, action) {
        const timer = { at: now + Math.max(0, delayMs), action };
        waiting.add(timer);
        return () => waiting.delete(timer);
      },
    },
    advance: (ms) => moveTo(now + ms),
    set: (instant) => moveTo(toInstant(instant)),
  };
};

const toInstant = (value: Instant | string): Instant =>
  typeof value === 'number' ? value : Date.parse(value);

/** Timers of one instant fire in the order they were set. */
const firstUntil = <T extends { at: Instant }>(waiting: Iterable<T>, target: Instant): T | undefined => {
  let first: T | undefined;
  for (const timer of waiting) {
    if (timer.at <= target && (first === undefined || timer.at < first.at)) first = timer;
  }
  return first;
};
