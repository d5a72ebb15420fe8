import { addDays, type Day, dayOf, startOfDay } from '../core/calendar.ts';
import { type Instant, toIso } from '../core/clock.ts';
import { invalidField } from '../core/errors.ts';
import { type SentForm, written } from '../http/forms/sent-form.ts';
import type { PageRequest } from '../http/pages/page-route.ts';

/** The version that a form was drawn from. */
export const versionIn = (form: SentForm): number | undefined => {
  const text = written(form, 'row_version');
  return text === '' ? undefined : Number(text);
};

/** Which day it is where the program is that a payment belongs to, whichever one is looked at. */
export const todayIn = (
  now: Instant,
  { programs }: Pick<PageRequest, 'programs'>,
  programId: string,
): { readonly today: Day; readonly timeZone: string } => {
  const timeZone = programs.find(({ id }) => id === programId)?.time_zone ?? 'UTC';
  return { today: dayOf(now, timeZone), timeZone };
};

/**
 * People say on which day they paid: the end of that day is an instant of it at which every payout of the day was made
 * already; of today, this moment.
 */
export const paidAtOfDay = (
  day: unknown,
  { today, timeZone }: { readonly today: Day; readonly timeZone: string },
): { readonly paid_at?: string } => {
  if (typeof day !== 'string' || day === today) return {};
  if (!/^20\d\d-\d\d-\d\d$/.test(day)) throw invalidField('paid_at', 'must be a day');
  return { paid_at: toIso(startOfDay(addDays(day, 1), timeZone) - 1) };
};
