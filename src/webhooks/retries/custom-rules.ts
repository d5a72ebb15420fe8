import { z } from 'zod';
import { hourMs, secondMs } from '../../core/clock.ts';
import { type RetryRules, StatusRule } from './retry-rules.ts';

const longestDelaySeconds = (24 * hourMs) / secondMs;

/** No policy lets a request take longer; stopping waits for as long. */
export const longestTimeoutSeconds = 30;

export const usualTimeoutSeconds = 10;

const statuses = z
  .array(StatusRule)
  .max(50, 'may name at most 50 statuses')
  .refine((rules) => new Set(rules).size === rules.length, 'must not name a status twice');

/** `settings.retry`: what a person writes for the policy `custom`. */
export const CustomRetry = z
  .strictObject({
    delays_seconds: z
      .array(
        z
          .int('must be a whole number of seconds')
          .min(1, 'must be at least 1 second')
          .max(longestDelaySeconds, 'may be at most 24 hours'),
      )
      .max(20, 'may have at most 20 steps')
      .meta({ description: 'From each failure to the retry it leads to; none for no retries.' }),
    timeout_seconds: z
      .int('must be a whole number of seconds')
      .min(1, 'must be at least 1 second')
      .max(longestTimeoutSeconds, `may be at most ${longestTimeoutSeconds} seconds`)
      .optional()
      .meta({ description: `For the whole exchange, body included; ${usualTimeoutSeconds} if left out.` }),
    final_statuses: statuses
      .optional()
      .meta({ description: 'Answers after which nothing is tried again; none if left out.' }),
    retry_after_statuses: statuses.optional().meta({
      description:
        'Answers beside which Retry-After is heeded, even if their class is final; 429 and 503 if left out.',
    }),
    disable_on_410: z.boolean().optional().meta({
      description: 'Whether 410 Gone disables the endpoint, whatever else is said; true if left out.',
    }),
  })
  .meta({ id: 'CustomRetry', description: 'The rules of the retry policy `custom`.' });

export type CustomRetry = z.output<typeof CustomRetry>;

/** What is left out is as in the policy `standard`. */
export const customRules = (written: CustomRetry): RetryRules => ({
  delaysSeconds: written.delays_seconds,
  persists: false,
  timeoutSeconds: written.timeout_seconds ?? usualTimeoutSeconds,
  finalStatuses: written.final_statuses ?? [],
  retryAfterStatuses: written.retry_after_statuses ?? [429, 503],
  disablesWhenGone: written.disable_on_410 ?? true,
});
