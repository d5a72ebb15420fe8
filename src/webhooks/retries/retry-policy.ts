import { dayMs, type Instant, minuteMs, secondMs } from '../../core/clock.ts';
import { readRetryAfter } from './retry-after.ts';
import { goneStatus } from './retry-rules.ts';

/** When a failed delivery is tried again, and which answers are final. */
export interface RetryPolicy {
  /** Milliseconds until the retry after so many retries; undefined when there are no more. */
  delayMs(retryCount: number): number | undefined;
  /** Goes on until it is delivered. */
  readonly persists: boolean;
  /** For the whole exchange, body included. */
  readonly timeoutMs: number;
  /** Whether no later attempt could succeed after this status, which is no 2xx. */
  isFinal(status: number): boolean;
  /** Whether a Retry-After header beside this status is heeded. */
  mayPostpone(status: number): boolean;
  readonly disablesWhenGone: boolean;
}

/** What became of one request. */
export type AttemptOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | undefined }
  | { readonly kind: 'failed'; readonly fault: 'ours' | 'theirs' };

/** What a delivery has behind it. */
export interface DeliveryHistory {
  /** Attempts before this one, whatever became of them. */
  readonly attemptCount: number;
  readonly retryCount: number;
  readonly pendingSince: Instant;
}

/** Where a delivery goes after an attempt. */
export type Verdict =
  | { readonly to: 'delivered' | 'rejected' | 'exhausted' }
  | {
      readonly to: 'pending';
      readonly at: Instant;
      /** 0 when the receiver asked to wait or the fault is ours. */
      readonly retriesUsed: 0 | 1;
      /** Until when nothing may be sent to the endpoint at all. */
      readonly gateUntil?: Instant;
      /** The receiver asked for it, so the gate outlives a restart; after a fault of ours it need not. */
      readonly asked?: boolean;
      /** The receiver said that it is no more: the endpoint is disabled, and the delivery held with all others. */
      readonly gone?: boolean;
    };

/** Longest that a delivery waits for a receiver that asks for patience, or for a fault of ours to pass. */
export const longestPostponementMs = 7 * dayMs;

/** Pause after a fault of our own; long enough for a name server to come back, short enough to be no delay. */
export const ownFaultDelayMs = 15 * secondMs;
/** Each further one in a row doubles the pause, up to this. */
export const longestOwnFaultDelayMs = 5 * minuteMs;

/** An endpoint that was edited while its receiver said 410 is not disabled, and asked again after this. */
const goneDelayMs = minuteMs;

/**
 * @param random 0 or more and less than 1; spreads retries so that they do not all come back at once
 * @param ownFaults how many faults of ours the endpoint has met in a row before this attempt
 */
export const judgeAttempt = (
  policy: RetryPolicy,
  history: DeliveryHistory,
  outcome: AttemptOutcome,
  now: Instant,
  random: () => number,
  ownFaults = 0,
): Verdict => {
  if (outcome.kind === 'failed') {
    if (outcome.fault === 'theirs') return afterFailure(policy, history, now, random);
    const pauseMs = Math.min(ownFaultDelayMs * 2 ** ownFaults, longestOwnFaultDelayMs);
    return postponed(policy, history, { at: now + pauseMs, asked: false });
  }
  const { status } = outcome;
  if (status >= 200 && status < 300) return { to: 'delivered' };
  if (status === goneStatus && policy.disablesWhenGone) {
    const at = now + goneDelayMs;
    return { to: 'pending', at, retriesUsed: 0, gateUntil: at, gone: true };
  }
  if (policy.isFinal(status)) return { to: 'rejected' };
  const asked = policy.mayPostpone(status) ? readRetryAfter(outcome.retryAfter, now) : undefined;
  if (asked === undefined) return afterFailure(policy, history, now, random);
  return postponed(policy, history, { at: Math.max(asked, now + leastPatienceMs(history)), asked: true });
};

/** Attempts of a delivery up to which a receiver that asks to wait is taken at its word. */
const trustedAttempts = 12;
const longestLeastPatienceMs = 5 * minuteMs;

/**
 * Each attempt is kept with what was answered: who asks for a second's patience for a week must not be asked each
 * second of it.
 */
const leastPatienceMs = ({ attemptCount }: DeliveryHistory): number =>
  attemptCount < trustedAttempts
    ? 0
    : Math.min(secondMs * 2 ** (attemptCount - trustedAttempts + 1), longestLeastPatienceMs);

/** Uses up no retry, and yet nothing waits for ever in silence. */
const postponed = (
  { persists }: RetryPolicy,
  { pendingSince }: DeliveryHistory,
  { at, asked }: { readonly at: Instant; readonly asked: boolean },
): Verdict =>
  at - pendingSince > longestPostponementMs && !persists
    ? { to: 'exhausted' }
    : { to: 'pending', at, retriesUsed: 0, gateUntil: at, asked };

const afterFailure = (
  policy: RetryPolicy,
  { retryCount }: DeliveryHistory,
  now: Instant,
  random: () => number,
): Verdict => {
  const delayMs = policy.delayMs(retryCount);
  if (delayMs === undefined) return { to: 'exhausted' };
  return { to: 'pending', at: now + delayMs + jitterMs(delayMs, random), retriesUsed: 1 };
};

/** Only ever later than documented: at most 10 % and at most 15 minutes. */
const jitterMs = (delayMs: number, random: () => number): number =>
  Math.floor(random() * Math.min(delayMs * 0.1, 15 * minuteMs));
