import { type Clock, hourMs, type Instant, minuteMs, secondMs } from '../core/clock.ts';

/**
 * Slows down guessing: after some tries in a row each further one has to wait, longer and longer, but never for ever,
 * so that guessing at somebody's password does not lock them out.
 */
export interface Brake {
  /** Counts a try. @returns 0 when it may go ahead, else the whole seconds to wait; such a try is not counted */
  take(key: string): number;
  /** The try was no guess: it counts no longer. */
  giveBack(key: string): void;
  /** The tries before led to the goal. */
  clear(key: string): void;
}

export interface BrakeOptions {
  readonly clock: Clock;
  /** Tries before the first wait. */
  readonly free: number;
}

const firstWaitMs = 15 * secondMs;
const longestWaitMs = 15 * minuteMs;

/** Tries that are older are forgotten. */
const memoryMs = hourMs;
const maxKeys = 20_000;

interface Tries {
  count: number;
  lastAt: Instant;
}

export const createBrake = ({ clock, free }: BrakeOptions): Brake => {
  const triesByKey = new Map<string, Tries>();

  /** The ones that were not tried for longest give way. */
  const remember = (key: string, tries: Tries): void => {
    triesByKey.delete(key);
    if (triesByKey.size >= maxKeys) triesByKey.delete(triesByKey.keys().next().value ?? '');
    triesByKey.set(key, tries);
  };

  return {
    take(key) {
      const now = clock.now();
      const known = triesByKey.get(key);
      const tries = known && now - known.lastAt < memoryMs ? known : { count: 0, lastAt: now };
      const readyAt = tries.count < free ? now : tries.lastAt + waitAfter(tries.count - free);
      if (readyAt > now) return Math.ceil((readyAt - now) / secondMs);
      remember(key, { count: tries.count + 1, lastAt: now });
      return 0;
    },
    giveBack(key) {
      const tries = triesByKey.get(key);
      if (tries && tries.count > 0) tries.count -= 1;
    },
    clear: (key) => void triesByKey.delete(key),
  };
};

/** Twice as long after each further try. */
const waitAfter = (triesBeyond: number): number => Math.min(firstWaitMs * 2 ** triesBeyond, longestWaitMs);
