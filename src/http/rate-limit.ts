import { type Clock, type Instant, secondMs } from '../core/clock.ts';

export interface RateLimitOptions {
  readonly clock: Clock;
  /** So many at once... */
  readonly burst: number;
  /** ...and so many a second after that. */
  readonly perSecond: number;
  /** About how many keys are remembered at most, twice; beyond, the ones not seen for longest are forgotten. */
  readonly maxKeys?: number;
}

export interface RateLimit {
  /** Takes one for this key: 0 when there was one to take, else the whole seconds after which there will be. */
  take(key: string): number;
}

interface Bucket {
  left: number;
  at: Instant;
}

/**
 * A token bucket for each key, in memory. Two generations bound it: a bucket that was not asked for while one
 * generation fills up, or for as long as it takes to refill, is forgotten, which is the same as full.
 */
export const createRateLimit = (options: RateLimitOptions): RateLimit => {
  const { clock, burst, perSecond, maxKeys = 50_000 } = options;
  const refillMs = (burst / perSecond) * secondMs;
  let younger = new Map<string, Bucket>();
  let older = new Map<string, Bucket>();
  let youngerSince = clock.now();

  const bucketOf = (key: string, now: Instant): Bucket => {
    const known = younger.get(key);
    if (known) return known;
    if (now - youngerSince >= refillMs || younger.size >= maxKeys) {
      older = younger;
      younger = new Map();
      youngerSince = now;
    }
    const bucket = older.get(key) ?? { left: burst, at: now };
    younger.set(key, bucket);
    return bucket;
  };

  return {
    take(key) {
      const now = clock.now();
      const bucket = bucketOf(key, now);
      const refilled = (Math.max(0, now - bucket.at) / secondMs) * perSecond;
      bucket.left = Math.min(burst, bucket.left + refilled);
      bucket.at = now;
      if (bucket.left >= 1) {
        bucket.left -= 1;
        return 0;
      }
      return Math.max(1, Math.ceil((1 - bucket.left) / perSecond));
    },
  };
};
