/** Milliseconds since 1970-01-01T00:00:00Z. The one representation of time in code and database. */
export type Instant = number;

export interface Clock {
  now(): Instant;
}

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export const systemClock: Clock = { now: () => Date.now() };

/** `2026-05-29T14:21:12.345Z` */
export const toIso = (instant: Instant): string => {
  if (instant !== lastInstant) {
    lastIso = new Date(instant).toISOString();
    lastInstant = instant;
  }
  return lastIso;
};

/** What happens in one unit of work happens at one instant, and is written many times over. */
let lastInstant: Instant = 0;
let lastIso = '1970-01-01T00:00:00.000Z';

/** `2026-05-29T14:21:12Z`, cut to the second. */
export const toIsoSeconds = (instant: Instant): string => `${toIso(instant).slice(0, 19)}Z`;
