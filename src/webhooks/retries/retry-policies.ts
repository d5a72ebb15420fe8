import { hourMs, minuteMs, secondMs } from '../../core/clock.ts';
import { type CustomRetry, customRules, usualTimeoutSeconds } from './custom-rules.ts';
import type { RetryPolicy } from './retry-policy.ts';
import { isAmong, type RetryRules } from './retry-rules.ts';

const minute = minuteMs / secondMs;
const hour = hourMs / secondMs;

/** The policies that need no settings; webhooks.md says where each comes from. */
export const retryRules = {
  track360: {
    delaysSeconds: [30, 2 * minute, 10 * minute, hour, 4 * hour],
    persists: false,
    timeoutSeconds: usualTimeoutSeconds,
    finalStatuses: ['4xx'],
    retryAfterStatuses: [429],
    disablesWhenGone: false,
  },
  standard: {
    delaysSeconds: [
      5,
      ...[5 * minute, 30 * minute],
      ...[2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour],
    ],
    persists: false,
    timeoutSeconds: usualTimeoutSeconds,
    finalStatuses: [],
    retryAfterStatuses: [429, 503],
    disablesWhenGone: true,
  },
  persistent: {
    delaysSeconds: [5 * minute, 15 * minute, hour],
    persists: true,
    timeoutSeconds: usualTimeoutSeconds,
    finalStatuses: [],
    retryAfterStatuses: [429, 503],
    disablesWhenGone: true,
  },
  manual: {
    delaysSeconds: [],
    persists: false,
    timeoutSeconds: usualTimeoutSeconds,
    finalStatuses: [],
    retryAfterStatuses: [],
    disablesWhenGone: false,
  },
} as const satisfies Record<string, RetryRules>;

export type RetryPolicyName = keyof typeof retryRules | 'custom';

export const retryPolicyNames = [
  'track360',
  'standard',
  'persistent',
  'manual',
  'custom',
] as const satisfies readonly RetryPolicyName[];

/** @throws Error for `custom` without its rules: the endpoint could not have been stored */
export const retryPolicyOf = (name: RetryPolicyName, custom?: CustomRetry): RetryPolicy => {
  if (name !== 'custom') return builtIn[name];
  if (!custom) throw new Error('the retry policy custom has no rules');
  return toPolicy(customRules(custom));
};

const toPolicy = (rules: RetryRules): RetryPolicy => {
  const { delaysSeconds, persists, finalStatuses, retryAfterStatuses } = rules;
  const mayPostpone = (status: number) => isAmong(retryAfterStatuses, status);
  return {
    delayMs: (retryCount) => {
      const seconds = delaysSeconds[persists ? Math.min(retryCount, delaysSeconds.length - 1) : retryCount];
      return seconds === undefined ? undefined : seconds * secondMs;
    },
    persists,
    timeoutMs: rules.timeoutSeconds * secondMs,
    isFinal: (status) => isAmong(finalStatuses, status) && !mayPostpone(status),
    mayPostpone,
    disablesWhenGone: rules.disablesWhenGone,
  };
};

const builtIn: Readonly<Record<keyof typeof retryRules, RetryPolicy>> = {
  track360: toPolicy(retryRules.track360),
  standard: toPolicy(retryRules.standard),
  persistent: toPolicy(retryRules.persistent),
  manual: toPolicy(retryRules.manual),
};
