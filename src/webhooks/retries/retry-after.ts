import { hourMs, type Instant, secondMs } from '../../core/clock.ts';

const longestMs = 24 * hourMs;
const shortestMs = secondMs;

/** The three date forms of RFC 9110 all begin with the name of a day and a year of two or four digits somewhere. */
const httpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d{2}:\d{2}:\d{2}/;

/**
 * When the receiver wants to be asked again, from its Retry-After header: seconds or a date. Between 1 second
 * and 24 hours from now; undefined when the header is missing or says nothing we understand.
 */
export const readRetryAfter = (header: string | undefined, now: Instant): Instant | undefined => {
  const text = header?.trim();
  if (!text) return undefined;
  const at = /^\d{1,15}$/.test(text) ? now + Number(text) * secondMs : dateOf(text);
  if (at === undefined) return undefined;
  return Math.min(Math.max(at, now + shortestMs), now + longestMs);
};

const dateOf = (text: string): Instant | undefined => {
  if (!httpDate.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
};
