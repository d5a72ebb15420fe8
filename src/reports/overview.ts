import type { z } from 'zod';
import type { Day } from '../core/calendar.ts';
import type { Currency } from '../core/currencies.ts';
import { addFigures, type Figures, noFigures } from './counting/figures.ts';
import type { Days } from './counting/read-days.ts';
import type { ProgramDay } from './counting/report-days.store.ts';
import { everyDay } from './report.body.ts';
import type { OverviewView } from './report.view.ts';

type Overview = z.input<typeof OverviewView>;

/** The totals and the series of some days beside those of the days before. */
export const overviewOf = (
  found: readonly ProgramDay[],
  days: Days,
  before: Days,
  currency: Currency,
): Pick<
  Overview,
  'clicks' | 'signups' | 'purchases' | 'refunds' | 'conversion_rate' | 'money' | 'series' | 'series_before'
> => {
  const [now, then] = [totalsOf(found, days), totalsOf(found, before)];
  const compared = <T>(of: (totals: Totals) => T) => ({ value: of(now), before: of(then) });
  const currencies = currenciesOf([...now.money.keys(), ...then.money.keys()], currency);
  const byDay = Map.groupBy(found, ({ day }) => day);
  return {
    clicks: compared(({ all }) => all.clicks),
    signups: compared(({ all }) => all.signups),
    purchases: compared(({ all }) => all.purchases),
    refunds: compared(({ all }) => all.refunds),
    conversion_rate: compared(({ all }) => shareOf(all.purchases, all.clicks)),
    money: currencies.map((each) => ({
      currency: each,
      revenue: compared(({ money }) => money.get(each)?.revenue_minor ?? 0),
      refunded: compared(({ money }) => money.get(each)?.refunded_minor ?? 0),
      commission: compared(({ money }) => money.get(each)?.commission_minor ?? 0),
    })),
    series: everyDay(days).map((day) => pointOf(day, byDay.get(day) ?? [])),
    series_before: everyDay(before).map((day) => {
      const { clicks, purchases } = pointOf(day, byDay.get(day) ?? []);
      return { day, clicks, purchases };
    }),
  };
};

interface Totals {
  readonly all: Figures;
  readonly money: ReadonlyMap<Currency, Figures>;
}

const totalsOf = (found: readonly ProgramDay[], { from, to }: Days): Totals => {
  const all = noFigures();
  const money = new Map<Currency, Figures>();
  for (const day of found) {
    if (day.day < from || day.day > to) continue;
    addFigures(all, day);
    if (day.currency === '') continue;
    const currency = day.currency as Currency;
    money.set(currency, addFigures(money.get(currency) ?? noFigures(), day));
  }
  return { all, money };
};

/** The program's own is always there. */
const currenciesOf = (found: readonly Currency[], own: Currency): Currency[] => [
  own,
  ...[...new Set(found)].filter((currency) => currency !== own).sort(),
];

const pointOf = (day: Day, parts: readonly ProgramDay[]): Overview['series'][number] => {
  const sum = parts.reduce((figures, part) => addFigures(figures, part), noFigures());
  return {
    day,
    clicks: sum.clicks,
    signups: sum.signups,
    purchases: sum.purchases,
    money: parts
      .filter(({ currency }) => currency !== '')
      .map(({ currency, revenue_minor, commission_minor }) => ({
        currency: currency as Currency,
        revenue: revenue_minor,
        commission: commission_minor,
      })),
  };
};

/** With four decimals, cut; null when there is nothing to have a share of. */
export const shareOf = (part: number, whole: number): string | null =>
  whole === 0 ? null : (Math.floor((part / whole) * 10_000) / 10_000).toFixed(4);
