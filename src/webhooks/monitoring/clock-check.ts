import { type Clock, secondMs } from '../../core/clock.ts';
import type { OutboundRequest, OutboundResult } from '../../outbound/outbound.ts';
import type { Send } from '../drainer/flight.ts';

/** By how much our clock is ahead of others; negative when it is behind. */
export interface ClockSkew {
  readonly skewMs: number;
  /** Receivers that say so: with a single one it may be its own clock that is wrong. */
  readonly receivers: number;
}

/** Receivers refuse signatures that are five minutes old or early; this warns well before. */
const alarmingSkewMs = 30 * secondMs;

export const isAlarmingSkew = ({ skewMs }: ClockSkew): boolean => Math.abs(skewMs) > alarmingSkewMs;

export interface ClockCheck {
  /** The same sending; now and then it looks at the `Date` header of an answer. */
  watch(send: Send): Send;
  /** Half of the receivers are beyond it, half below; undefined before the first answer with a date. */
  skew(): ClockSkew | undefined;
}

/** Looking at every answer would tell nothing more. */
const lookEveryMs = secondMs;

/** Receivers whose last word is remembered. */
const maxReceivers = 31;

/** The header is cut to the second: on average the clock behind it reads half a second more. */
const cutOffMs = 500;

/** Compares our clock with those of receivers: a clock that is wrong makes every delivery fail. */
export const createClockCheck = (clock: Clock): ClockCheck => {
  /** Our clock minus theirs, by host, the one heard last at the end. */
  const skews = new Map<string, number>();
  let lookedAt = Number.NEGATIVE_INFINITY;

  const sendAndLook = async (send: Send, request: OutboundRequest): Promise<OutboundResult> => {
    const result = await send(request);
    const dateMs = dateOf(result);
    if (dateMs === undefined) return result;
    const halfWayMs = clock.now() - result.durationMs / 2;
    // Ports do not count: one machine must not have many voices.
    const host = URL.parse(request.url)?.hostname ?? '';
    skews.delete(host);
    skews.set(host, halfWayMs - (dateMs + cutOffMs));
    const [oldest] = skews.keys();
    if (skews.size > maxReceivers && oldest !== undefined) skews.delete(oldest);
    return result;
  };

  return {
    watch: (send) => (request) => {
      // A clock that was set back must not end the looking.
      if (Math.abs(clock.now() - lookedAt) < lookEveryMs) return send(request);
      lookedAt = clock.now();
      return sendAndLook(send, request);
    },
    skew: () => (skews.size === 0 ? undefined : { skewMs: medianOf(skews.values()), receivers: skews.size }),
  };
};

/** Of a success alone: what stands in front of a receiver that is down may have any clock. */
const dateOf = (result: OutboundResult): number | undefined => {
  if (result.kind !== 'answered' || result.status < 200 || result.status >= 300) return undefined;
  const dateMs = Date.parse(result.headers.date ?? '');
  return Number.isNaN(dateMs) ? undefined : dateMs;
};

const medianOf = (values: Iterable<number>): number => {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  const [low = 0, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return (low + high) / 2;
};
