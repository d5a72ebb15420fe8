import { dayMs, hourMs, type Instant, minuteMs, secondMs } from '../../core/clock.ts';
import { readRetryAfter } from './retry-after.ts';

/** When a failed delivery is tried again, and which answers are final. */
export interface RetryPolicy {
  /** Milliseconds from a failure to the retry it leads to; as many retries as there are entries. */
  readonly delaysMs: readonly number[];
  /** Whether no later attempt could succeed after this status, which is no 2xx. */
  isFinal(status: number): boolean;
  /** Whether a Retry-After header beside this status is heeded. */
  mayPostpone(status: number): boolean;
  /** One sentence for the form and the API docs. */
  readonly summary: string;
}

export const retryPolicies = {
  track360: {
    delaysMs: [30 * secondMs, 2 * minuteMs, 10 * minuteMs, hourMs, 4 * hourMs],
    isFinal: (status) => status >= 400 && status < 500 && status !== 429,
    mayPostpone: (status) => status === 429,
    summary:
      'Retried 30 seconds, 2 minutes, 10 minutes, 1 hour and 4 hours after a failure. A 4xx is final, but 429 waits for Retry-After.',
  },
} as const satisfies Record<string, RetryPolicy>;

export type RetryPolicyName = keyof typeof retryPolicies;

export const retryPolicyNames = Object.keys(retryPolicies) as [RetryPolicyName, ...RetryPolicyName[]];

export const retryPolicyOf = (name: RetryPolicyName): RetryPolicy => retryPolicies[name];

/** What became of one request. */
export type AttemptOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | undefined }
  | { readonly kind: 'failed'; readonly fault: 'ours' | 'theirs' };

/** What a delivery has behind it. */
export interface DeliveryHistory {
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
    };

/** Longest that a receiver may keep a delivery waiting with Retry-After. */
export const longestPostponementMs = 7 * dayMs;

/** Pause after a fault of our own; long enough for a name server to come back, short enough to be no delay. */
export const ownFaultDelayMs = 15 * secondMs;

/** @param random 0 or more and less than 1; spreads retries so that they do not all come back at once */
export const judgeAttempt = (
  policy: RetryPolicy,
  history: DeliveryHistory,
  outcome: AttemptOutcome,
  now: Instant,
  random: () => number,
): Verdict => {
  if (outcome.kind === 'failed') {
    return outcome.fault === 'ours' ? afterOwnFault(now) : afterFailure(policy, history, now, random);
  }
  const { status } = outcome;
  if (status >= 200 && status < 300) return { to: 'delivered' };
  if (policy.isFinal(status)) return { to: 'rejected' };
  const askedFor = policy.mayPostpone(status) ? readRetryAfter(outcome.retryAfter, now) : undefined;
  return askedFor === undefined
    ? afterFailure(policy, history, now, random)
    : afterPostponement(history, askedFor);
};

const afterOwnFault = (now: Instant): Verdict => {
  const at = now + ownFaultDelayMs;
  return { to: 'pending', at, retriesUsed: 0, gateUntil: at };
};

const afterPostponement = ({ pendingSince }: DeliveryHistory, at: Instant): Verdict =>
  at - pendingSince > longestPostponementMs
    ? { to: 'exhausted' }
    : { to: 'pending', at, retriesUsed: 0, gateUntil: at, asked: true };

const afterFailure = (
  { delaysMs }: RetryPolicy,
  { retryCount }: DeliveryHistory,
  now: Instant,
  random: () => number,
): Verdict => {
  const delayMs = delaysMs[retryCount];
  if (delayMs === undefined) return { to: 'exhausted' };
  return { to: 'pending', at: now + delayMs + jitterMs(delayMs, random), retriesUsed: 1 };
};

/** Only ever later than documented: at most 10 % and at most 15 minutes. */
const jitterMs = (delayMs: number, random: () => number): number =>
  Math.floor(random() * Math.min(delayMs * 0.1, 15 * minuteMs));
