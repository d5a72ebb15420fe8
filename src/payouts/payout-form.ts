import { addDays, type Day, startOfDay } from '../core/calendar.ts';
import { toIso } from '../core/clock.ts';
import { invalidField } from '../core/errors.ts';
import { type SentForm, written } from '../http/forms/sent-form.ts';

/** The version that a form was drawn from. */
export const versionIn = (form: SentForm): number | undefined => {
  const text = written(form, 'row_version');
  return text === '' ? undefined : Number(text);
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
