import type { Answered, Failed } from '../../../src/outbound/outbound.ts';

/** What a receiver does with one request: how long it takes, and what comes back. */
export interface Reaction {
  readonly afterMs: number;
  readonly result: Omit<Answered, 'durationMs'> | Omit<Failed, 'durationMs'>;
}

/** Names of what a receiver can be like, by the minute. */
const climates = ['clear', 'slow', 'outage', 'deploy', 'storm', 'silence', 'flaky'] as const;
export type Climate = (typeof climates)[number];

/** Most of the time most receivers are well. */
const weights: Readonly<Record<Climate, number>> = {
  clear: 60,
  slow: 8,
  outage: 8,
  deploy: 6,
  storm: 6,
  silence: 6,
  flaky: 6,
};

/** How a receiver feels in each span of minutes; the same for the same seed, whatever was asked before. */
export const climateOf = (seed: number, receiver: number, minute: number): Climate => {
  const span = Math.floor(minute / 3);
  let left = chance(seed, receiver, span) * 100;
  for (const climate of climates) {
    left -= weights[climate];
    if (left < 0) return climate;
  }
  return 'clear';
};

/**
 * The reaction to one request, from the seed and the request alone: in whichever order requests of one instant are
 * made, each gets the same.
 */
export const reactionOf = (
  seed: number,
  receiver: number,
  minute: number,
  request: { readonly event: number; readonly attempt: number },
): Reaction => {
  const dice = chance(seed, receiver, minute, request.event, request.attempt);
  const quickMs = 5 + Math.floor(dice * 80);
  switch (climateOf(seed, receiver, minute)) {
    case 'clear':
      return { afterMs: quickMs, result: answered(200) };
    case 'slow':
      return { afterMs: 600 + Math.floor(dice * 8_000), result: answered(200) };
    case 'outage':
      return dice < 0.5
        ? { afterMs: quickMs, result: failed('connection_refused') }
        : { afterMs: quickMs, result: answered(503) };
    case 'deploy':
      return { afterMs: quickMs, result: answered(dice < 0.3 ? 404 : 502) };
    case 'storm':
      return {
        afterMs: quickMs,
        result: answered(429, { 'retry-after': String(5 + Math.floor(dice * 90)) }),
      };
    case 'silence':
      return { afterMs: Number.POSITIVE_INFINITY, result: failed('timeout') };
    case 'flaky':
      return flaky(dice, quickMs);
  }
};

const flaky = (dice: number, afterMs: number): Reaction => {
  if (dice < 0.3) return { afterMs, result: failed('connection_reset') };
  if (dice < 0.4) return { afterMs, result: failed('dns_unavailable', 'ours') };
  if (dice < 0.5) return { afterMs, result: answered(302, { location: 'https://example.com/' }) };
  return { afterMs, result: answered(204) };
};

const answered = (status: number, headers: Readonly<Record<string, string>> = {}): Reaction['result'] => ({
  kind: 'answered',
  status,
  headers,
  excerpt: '',
  truncated: false,
});

const failed = (
  error: 'connection_refused' | 'connection_reset' | 'timeout' | 'dns_unavailable',
  fault: 'ours' | 'theirs' = 'theirs',
): Reaction['result'] => ({ kind: 'failed', error, fault });

/** A number of 0 or more and less than 1 that follows from the given ones: a small hash (murmur3's finaliser). */
export const chance = (...parts: readonly number[]): number => {
  let hash = 0x9e37_79b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0), 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
    hash ^= hash >>> 16;
  }
  return (hash >>> 0) / 2 ** 32;
};
