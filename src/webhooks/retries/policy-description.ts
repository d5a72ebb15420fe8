import { dayMs, hourMs, minuteMs, secondMs } from '../../core/clock.ts';
import { longestTimeoutSeconds } from './custom-rules.ts';
import { type RetryPolicyName, retryPolicyNames, retryRules } from './retry-policies.ts';
import { longestPostponementMs } from './retry-policy.ts';
import { goneStatus, type RetryRules, type StatusRule } from './retry-rules.ts';

/** A retry policy as people read it, made from the very rules the engine obeys. */
export interface PolicyDescription {
  readonly name: RetryPolicyName;
  /** One sentence: when it tries again. */
  readonly summary: string;
  /** One sentence each: what follows from which answer. */
  readonly sentences: readonly string[];
  /** Undefined for `custom`, whose rules an endpoint brings along. */
  readonly rules: RetryRules | undefined;
}

const describe = (name: RetryPolicyName): PolicyDescription => {
  if (name === 'custom') return custom;
  const rules: RetryRules = retryRules[name];
  return { name, summary: summaryOf(rules), sentences: sentencesOf(rules), rules };
};

const summaryOf = ({ delaysSeconds, persists }: RetryRules): string => {
  if (delaysSeconds.length === 0) return 'Never tried again by itself; a person can.';
  const delays = delaysSeconds.map(inWords);
  const last = delays.pop();
  if (persists)
    return `Tried again ${listOf(delays)} after a failure, then every ${last?.replace(/^1 /, '')} until delivered.`;
  return `Tried again ${listOf([...delays, last ?? ''])} after a failure.`;
};

const sentencesOf = (rules: RetryRules): string[] => {
  const { finalStatuses, retryAfterStatuses, disablesWhenGone, persists, timeoutSeconds } = rules;
  const other = retryAfterStatuses.length > 0 ? 'Any other ' : 'A ';
  return [
    ...(retryAfterStatuses.length > 0
      ? [`${oneOf(retryAfterStatuses)} waits for Retry-After, and so does the whole endpoint.`]
      : []),
    ...(disablesWhenGone
      ? [`${goneStatus} disables the endpoint; its deliveries are held, none is lost.`]
      : []),
    finalStatuses.length > 0
      ? `${other}${oneOf(finalStatuses)} is final.`
      : 'No answer is final: whatever is no 2xx is a failure, and so is a redirect.',
    `A request may take ${inWords(timeoutSeconds)}, body included.`,
    ...(persists
      ? ['Failing never disables the endpoint.']
      : [`Waiting for Retry-After, or for a fault on our side to pass, ends after ${inWords(longest)}.`]),
  ];
};

const longest = longestPostponementMs / secondMs;

const custom: PolicyDescription = {
  name: 'custom',
  summary: 'Tried again after delays of your own, up to 20 of them.',
  sentences: [
    'The rules stand in `settings.retry` of the endpoint; what is left out there is as in `standard`.',
    `A request may take up to ${longestTimeoutSeconds} seconds, body included.`,
  ],
  rules: undefined,
};

const units = [
  ['day', dayMs],
  ['hour', hourMs],
  ['minute', minuteMs],
] as const;

/** `2 minutes`, `1 hour`: in the largest unit that leaves no rest, a single day in hours. */
const inWords = (seconds: number): string => {
  const ms = seconds * secondMs;
  const [unit, unitMs] = units.find(([, size]) => ms % size === 0 && (size !== dayMs || ms > dayMs)) ?? [
    'second',
    secondMs,
  ];
  const count = ms / unitMs;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};

const listOf = (items: readonly string[]): string => joined(items, 'and');
const oneOf = (items: readonly StatusRule[]): string => joined(items.map(String), 'or');

const joined = (items: readonly string[], word: string): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;

export const policyDescriptions: readonly PolicyDescription[] = retryPolicyNames.map(describe);
