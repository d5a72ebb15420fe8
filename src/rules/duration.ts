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
  const end = addMonths(calendarDay(history.firstPurchaseAt, timeZone), rule.maxMonths);
  return dayNumber(calendarDay(occurredAt, timeZone)) < dayNumber(end);
};

interface Day {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
}

/** The same day of a later month; the last day of a month that has no such day. */
const addMonths = ({ year, month, day }: Day, months: number): Day => {
  const index = year * 12 + (month - 1) + months;
  const target = { year: Math.floor(index / 12), month: (index % 12) + 1 };
  return { ...target, day: Math.min(day, daysIn(target.year, target.month)) };
};

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const dayNumber = ({ year, month, day }: Day): number => year * 10_000 + month * 100 + day;

/** Making a formatter costs far more than using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

const calendarDay = (instant: Instant, timeZone: string): Day => {
  const [year = 0, month = 0, day = 0] = formatterFor(timeZone).format(instant).split('-').map(Number);
  return { year, month, day };
};

/** Writes `2026-05-29`: Swedish is the locale whose usual date is ISO's. */
const formatterFor = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone);
  if (known) return known;
  const fresh = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formatters.set(timeZone, fresh);
  return fresh;
};
