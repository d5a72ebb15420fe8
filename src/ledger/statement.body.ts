import { z } from 'zod';
import { addDays, addMonths, type Day, startOfDay } from '../core/calendar.ts';
import { currency, day, id, pageQuery } from '../http/fields.ts';
import type { Period } from './statement.ts';

const month = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-05')
  .meta({ description: 'A month in the time zone of the program; instead of `from` and `to`.' });

const fields = {
  partner_id: id('prt'),
  currency,
  period: month.optional(),
  from: day.optional().meta({ description: 'The first day, in the time zone of the program.' }),
  to: day.optional().meta({ description: 'The last day, which belongs to it.' }),
};

export interface AskedPeriod {
  readonly period?: string | undefined;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

const isOnePeriod = ({ period, from, to }: AskedPeriod): boolean =>
  period === undefined ? from !== undefined && to !== undefined : from === undefined && to === undefined;

const onePeriod = { message: 'give either period, or from and to', path: ['period'] };

const isInOrder = ({ from, to }: AskedPeriod): boolean =>
  from === undefined || to === undefined || from <= to;

const inOrder = { message: 'must not be before from', path: ['to'] };

export const StatementQuery = pageQuery
  .extend(fields)
  .refine(isOnePeriod, onePeriod)
  .refine(isInOrder, inOrder);

export const StatementFileQuery = z
  .strictObject(fields)
  .refine(isOnePeriod, onePeriod)
  .refine(isInOrder, inOrder);

export interface Days {
  readonly from: Day;
  readonly to: Day;
}

/** The first and the last day of what was asked for. */
export const daysOf = ({ period, from = '', to = '' }: AskedPeriod): Days =>
  period === undefined
    ? { from, to }
    : { from: `${period}-01`, to: addDays(addMonths(`${period}-01`, 1), -1) };

/** From the first instant of the first day to the first one of the day after the last. */
export const periodOf = ({ from, to }: Days, timeZone: string): Period => ({
  from: startOfDay(from, timeZone),
  until: startOfDay(addDays(to, 1), timeZone),
});
