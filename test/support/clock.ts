import type { Clock, Instant } from '../../src/core/clock.ts';

/** Time that stands still until a test moves it. */
export interface TestClock extends Clock {
  advance(ms: number): void;
  set(instant: Instant | string): void;
}

/** A Friday in UTC: no month ends and no clocks change near it. */
export const testStart = '2026-05-15T12:00:00.000Z';

export const createTestClock = (start: Instant | string = testStart): TestClock => {
  let now = toInstant(start);
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    set: (instant) => {
      now = toInstant(instant);
    },
  };
};

const toInstant = (value: Instant | string): Instant =>
  typeof value === 'number' ? value : Date.parse(value);
