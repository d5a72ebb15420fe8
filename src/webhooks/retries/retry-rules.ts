import { z } from 'zod';

/** An HTTP status that is no success, or every one of a class. */
export const StatusRule = z
  .union([
    z.int('must be a status from 300 to 599').min(300).max(599),
    z.enum(['3xx', '4xx', '5xx'], 'must be a status from 300 to 599, or 3xx, 4xx or 5xx'),
  ])
  .meta({ description: 'A status, or all of a class: 404, "4xx".' });

export type StatusRule = z.output<typeof StatusRule>;

/** A retry policy as data: the engine obeys it, and whatever is said of the policy is read from it. */
export interface RetryRules {
  /** Seconds from a failure to the retry it leads to; as many retries as there are entries. */
  readonly delaysSeconds: readonly number[];
  /**
   * Goes on until it is delivered: the last delay repeats, no wait is too long, and failing for days never
   * disables the endpoint.
   */
  readonly persists: boolean;
  /** For the whole exchange, body included. */
  readonly timeoutSeconds: number;
  /** No later attempt could succeed after these. */
  readonly finalStatuses: readonly StatusRule[];
  /** Beside these a Retry-After header is heeded; they are never final. */
  readonly retryAfterStatuses: readonly StatusRule[];
  /** 410 Gone disables the endpoint instead of anything else. */
  readonly disablesWhenGone: boolean;
}

export const goneStatus = 410;

export const isAmong = (rules: readonly StatusRule[], status: number): boolean =>
  rules.some((rule) => rule === status || rule === `${Math.floor(status / 100)}xx`);
