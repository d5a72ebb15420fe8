import type { Timers } from '../../../src/core/timers.ts';
import type { OutboundRequest, OutboundResult } from '../../../src/outbound/outbound.ts';
import type { TestClock } from '../../support/clock.ts';
import { type Reaction, reactionOf } from './weather.ts';

/** One request that a receiver saw, and what it made of it. */
export interface Seen {
  readonly receiver: number;
  readonly event: number;
  readonly attempt: number;
  readonly deliveryId: string;
  readonly startedAt: number;
  readonly status: number | undefined;
}

/** Receivers that answer by the weather of their minute, in virtual time. */
export interface SimulatedReceivers {
  readonly seen: readonly Seen[];
  /** Most requests that one receiver had open at a time. */
  readonly mostAtOnce: number;
  /** Requests that broke a promise, such as that of sending nothing to a receiver that has asked to be left alone. */
  readonly intrusions: readonly string[];
  /** Nobody holds it to what it asked for any more: a person has activated it. */
  welcome(receiver: number): void;
  /** All is well from now on. */
  heal(): void;
  /** A way to reach them, for one process. @param isAlive whether that process still hears answers */
  sender(isAlive: () => boolean): (request: OutboundRequest) => Promise<OutboundResult>;
}

const well: Reaction = {
  afterMs: 5,
  result: { kind: 'answered', status: 200, headers: {}, excerpt: '', truncated: false },
};

export const createReceivers = (
  seed: number,
  clock: TestClock,
  timers: Timers,
  eventNumber: (eventId: string) => number,
  faultOf: (receiver: number, request: OutboundRequest) => string | undefined,
): SimulatedReceivers => {
  const seen: Seen[] = [];
  const intrusions: string[] = [];
  const open = new Map<number, number>();
  /** Until when a receiver is to be left alone, and since when we may be expected to know. */
  const closed = new Map<number, { readonly from: number; readonly until: number }>();
  const startedAt = clock.now();
  let healed = false;
  let mostAtOnce = 0;

  const react = (receiver: number, event: number, attempt: number): Reaction => {
    if (healed) return well;
    const minute = Math.floor((clock.now() - startedAt) / 60_000);
    return reactionOf(seed, receiver, minute, { event, attempt });
  };

  const enter = (receiver: number): void => {
    const count = (open.get(receiver) ?? 0) + 1;
    open.set(receiver, count);
    mostAtOnce = Math.max(mostAtOnce, count);
  };

  /** @param heard whether the process that asked lives to hear the answer */
  const leave = (receiver: number, { result }: Reaction, heard: boolean): void => {
    open.set(receiver, (open.get(receiver) ?? 1) - 1);
    if (!heard || result.kind !== 'answered' || result.status !== 429) return;
    const now = clock.now();
    const until = now + Number(result.headers['retry-after']) * 1_000;
    const before = closed.get(receiver);
    if (!before || before.until < until) closed.set(receiver, { from: now, until });
  };

  const assertWelcome = (receiver: number): void => {
    const now = clock.now();
    const gate = closed.get(receiver);
    if (gate && gate.from < now && now < gate.until) {
      intrusions.push(`receiver ${receiver} got a request ${gate.until - now} ms too early`);
    }
  };

  return {
    seen,
    intrusions,
    get mostAtOnce() {
      return mostAtOnce;
    },
    welcome: (receiver) => void closed.delete(receiver),
    heal: () => {
      healed = true;
    },
    sender: (isAlive) => (request) => {
      const receiver = Number(new URL(request.url).pathname.slice(1));
      const event = eventNumber(String(request.headers['webhook-id']));
      const attempt = Number(request.headers['webhook-attempt']);
      const reaction = react(receiver, event, attempt);
      const begun = clock.now();
      assertWelcome(receiver);
      const fault = faultOf(receiver, request);
      if (fault !== undefined) intrusions.push(fault);
      enter(receiver);
      const inTime = reaction.afterMs < request.timeoutMs;
      const durationMs = inTime ? reaction.afterMs : request.timeoutMs;
      const result: OutboundResult = inTime
        ? { ...reaction.result, durationMs }
        : { kind: 'failed', error: 'timeout', fault: 'theirs', durationMs };
      const deliveryId = String(request.headers['webhook-delivery-id']);
      const status = result.kind === 'answered' ? result.status : undefined;
      seen.push({ receiver, event, attempt, deliveryId, startedAt: begun, status });
      return new Promise((resolve) => {
        timers.after(durationMs, () => {
          leave(receiver, reaction, isAlive());
          if (isAlive()) resolve(result);
        });
      });
    },
  };
};
