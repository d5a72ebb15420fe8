import { addMonths, dayOf } from '../core/calendar.ts';
import type { Instant } from '../core/clock.ts';
import type { Rule } from './rule.ts';

/** What is known of a customer when their next conversion comes. */
export interface CustomerHistory {
  /** `occurred_at` of the first qualified purchase; null before it. */
  readonly firstPurchaseAt: Instant | null;
  /** Conversions of this customer that the rule, in whichever version, has paid for. */
  readonly paidCount: number;
}

/**
 * Whether a rule still pays for a customer: months and count, whichever ends first.
 *
 * Months are counted in calendar days of the program's time zone, not in hours, because a renewal is charged some
 * minutes before or after the hour of the first purchase: with `max_months` 12, a first purchase on 15 May pays
 * until 14 May of the next year.
 */
export const stillPays = (
  rule: Pick<Rule, 'maxMonths' | 'maxCount'>,
  history: CustomerHistory,
  occurredAt: Instant,
  timeZone: string,
): boolean => {
  if (rule.maxCount !== null && history.paidCount >= rule.maxCount) return false;
  if (rule.maxMonths === null || history.firstPurchaseAt === null) return true;
  const end = addMonths(dayOf(history.firstPurchaseAt, timeZone), rule.maxMonths);
  return dayOf(occurredAt, timeZone) < end;
};

/**
 * Whether a rule that would pay again for a customer has stopped, because they canceled. It stops renewals: what a
 * rule pays once, and a customer's first purchase, it pays whenever that comes.
 *
 * @param stoppedAt when the cancellation was received
 */
export const isStopped = (
  { maxCount }: Pick<Rule, 'maxCount'>,
  { firstPurchaseAt }: Pick<CustomerHistory, 'firstPurchaseAt'>,
  occurredAt: Instant,
  stoppedAt: Instant,
): boolean => maxCount !== 1 && firstPurchaseAt !== null && occurredAt >= stoppedAt;
