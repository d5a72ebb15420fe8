import { hourMs, type Instant, minuteMs } from './clock.ts';

/** A day of the calendar, `2026-05-29`. The texts of two days compare like the days. */
export type Day = string;

/** `Date.parse` by itself takes February 30 for March 2. */
export const isDay = (text: string): text is Day => {
  const midnight = /^\d{4}-\d\d-\d\d$/.test(text) ? utcOf(text) : Number.NaN;
  return !Number.isNaN(midnight) && dayInUtc(midnight) === text;
};

/** The day that it is in a time zone. */
export const dayOf = (instant: Instant, timeZone: string): Day => formatterFor(timeZone).format(instant);

/**
 * The first instant of a day in a time zone: midnight, or the end of the hour that is skipped there. Found by
 * looking, in steps of a quarter of an hour: every offset from UTC since 2000 is a multiple of it.
 */
export const startOfDay = (day: Day, timeZone: string): Instant => {
  const utc = utcOf(day);
  let [before, from] = [utc - 15 * hourMs, utc + 15 * hourMs];
  while (from - before > quarterMs) {
    const middle = before + Math.floor((from - before) / 2 / quarterMs) * quarterMs;
    if (dayOf(middle, timeZone) >= day) from = middle;
    else before = middle;
  }
  return from;
};

export const addDays = (day: Day, days: number): Day => dayInUtc(utcOf(day) + days * 24 * hourMs);

/** The same day of a later month; the last day of a month that has no such day. */
export const addMonths = (day: Day, months: number): Day => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0));
  return dayInUtc(last.setUTCDate(Math.min(date, last.getUTCDate())));
};

export const startOfMonth = (day: Day): Day => `${day.slice(0, 7)}-01`;

/** The Monday of its week. */
export const startOfWeek = (day: Day): Day => addDays(day, -((new Date(utcOf(day)).getUTCDay() + 6) % 7));

const quarterMs = 15 * minuteMs;

const utcOf = (day: Day): Instant => Date.parse(`${day}T00:00:00Z`);

const dayInUtc = (instant: Instant): Day => new Date(instant).toISOString().slice(0, 10);

/** Making a formatter costs far more than using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

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
