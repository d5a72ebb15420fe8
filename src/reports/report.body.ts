import { z } from 'zod';
import { addDays, type Day, dayOf } from '../core/calendar.ts';
import type { Instant } from '../core/clock.ts';
import { invalidField } from '../core/errors.ts';
import { currency, day, id, pageQuery } from '../http/fields.ts';
import type { Days } from './counting/read-days.ts';

const period = {
  program_id: id('prg').optional(),
  from: day.optional().meta({
    description: 'The first day, in the time zone of the program; 29 days before `to` unless given.',
  }),
  to: day.optional().meta({ description: 'The last day, which belongs to it; today unless given.' }),
};

export const OverviewQuery = z.strictObject(period);

export const partnerOrders = ['revenue', 'commission', 'clicks'] as const;
export type PartnerOrder = (typeof partnerOrders)[number];

export const PartnersReportQuery = pageQuery.extend({
  ...period,
  currency: currency.optional().meta({ description: "That of the money; the program's unless given." }),
  order: z.enum(partnerOrders).default('revenue').meta({ description: 'The greatest first.' }),
});

/** A year and a day more. */
const maxDays = 367;
const usualDays = 30;

/**
 * The days that are asked for.
 * @throws DomainError `invalid_request` when they are in the wrong order or too many
 */
export const reportedDays = (
  asked: { readonly from?: Day | undefined; readonly to?: Day | undefined },
  timeZone: string,
  now: Instant,
): Days => {
  const to = asked.to ?? defaultEnd(asked.from, dayOf(now, timeZone));
  const from = asked.from ?? addDays(to, 1 - usualDays);
  if (to < from) throw invalidField('to', 'must not be before from');
  if (countDays({ from, to }) > maxDays)
    throw invalidField('from', `may be at most ${maxDays} days before to`);
  return { from, to };
};

/** A first day in the future has no today to end with. */
const defaultEnd = (from: Day | undefined, today: Day): Day =>
  from !== undefined && from > today ? from : today;

/** The days right before, and as many. */
export const daysBefore = (days: Days): Days => ({
  from: addDays(days.from, -countDays(days)),
  to: addDays(days.from, -1),
});

export const countDays = ({ from, to }: Days): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000) + 1;

/** Each of them. */
export const everyDay = (days: Days): Day[] =>
  Array.from({ length: countDays(days) }, (_, index) => addDays(days.from, index));
