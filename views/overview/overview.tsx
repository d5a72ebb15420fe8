import type { z } from 'zod';
import type { PageProgram } from '../../src/http/pages/page-route.ts';
import type { Child } from '../../src/jsx/markup.ts';
import type { OverviewView } from '../../src/reports/report.view.ts';
import { amountText } from '../components/amount.tsx';
import { StateBadge } from '../components/badge.tsx';
import { AreaChart } from '../components/charts/area-chart.tsx';
import { BarChart } from '../components/charts/bar-chart.tsx';
import { FilterBar } from '../components/filter-bar.tsx';
import { PageHead } from '../components/page-head.tsx';
import { counted, inWords } from '../components/plain-list.ts';
import type { Query } from '../components/query.ts';
import { Stat, Stats } from '../components/stat.tsx';
import { Tabs } from '../components/tabs.tsx';
import { DeliveryHealth } from './delivery-health.tsx';
import { TopPartners } from './top-partners.tsx';
import { Waiting, waitingSentence } from './waiting.tsx';

export type Overview = z.output<typeof OverviewView>;

interface OverviewProps {
  readonly report: Overview;
  readonly program: PageProgram;
  readonly query: Query;
  /** How many days were chosen; undefined for days of one's own. */
  readonly chosenDays: number | undefined;
  /** Beside the title. */
  readonly actions?: Child;
  /** What is to be set up, before all else. */
  readonly children?: Child;
}

/** The first page: what partners brought, and what waits for somebody. */
export const OverviewPage = ({ report, program, query, chosenDays, actions, children }: OverviewProps) => (
  <>
    <PageHead
      title="Overview"
      badge={program.mode === 'test' && <StateBadge state="test" tone="wait" />}
      answer={answerOf(report)}
    >
      {actions}
    </PageHead>
    {children}
    <Waiting waiting={report.waiting} />
    <Period report={report} query={query} chosenDays={chosenDays} />
    {!report.complete && (
      <p class="banner" data-tone="wait" role="status">
        What was there before is still being counted: these figures are too small and grow by themselves.
      </p>
    )}
    <Figures report={report} />
    {hasAnything(report) && <Charts report={report} currency={program.currency} />}
    <TopPartners report={report} />
    <DeliveryHealth deliveries={report.deliveries} />
  </>
);

/** Charts of nothing say nothing. */
const hasAnything = ({ clicks, money }: Overview): boolean =>
  clicks.value + clicks.before > 0 ||
  money.some(({ revenue, commission }) => revenue.value !== 0 || commission.value !== 0);

const answerOf = (report: Overview): string => {
  const brought = report.money.filter(({ revenue }) => revenue.value !== 0);
  const sums = inWords(brought.map(({ currency, revenue }) => amountText(revenue.value, currency)));
  const purchases = counted(report.purchases.value, 'purchase', 'purchases');
  const days = counted(report.series.length, 'day', 'days');
  const sales =
    brought.length === 0
      ? `Partners brought no revenue in these ${days}.`
      : `Partners brought ${sums} by ${purchases} in these ${days}.`;
  return `${sales} ${waitingSentence(report.waiting)}`;
};

const choices = [7, 30, 90];

const Period = ({ report, query, chosenDays }: Pick<OverviewProps, 'report' | 'query' | 'chosenDays'>) => (
  <>
    <Tabs
      label="Period"
      tabs={choices.map((days) => ({
        label: `${days} days`,
        href: `/admin?days=${days}`,
        current: days === chosenDays,
      }))}
    />
    <FilterBar
      path="/admin"
      query={{ ...(query.from && { from: query.from }), ...(query.to && { to: query.to }) }}
      filters={[
        { name: 'from', label: 'From', type: 'date' },
        { name: 'to', label: 'To', type: 'date' },
      ]}
    />
    <p class="muted">
      {report.from} to {report.to}, days in {report.time_zone}; compared with {report.before.from} to{' '}
      {report.before.to}.
    </p>
  </>
);

const Figures = ({ report }: { report: Overview }) => (
  <Stats>
    {report.money.map(({ currency, revenue, refunded }) => (
      <Stat
        label={`Revenue, ${currency}`}
        value={amountText(revenue.value, currency)}
        comparison={of(revenue)}
      >
        {refunded.value > 0 && `${amountText(refunded.value, currency)} was refunded`}
      </Stat>
    ))}
    {report.money.map(({ currency, commission }) => (
      <Stat
        label={`Commissions, ${currency}`}
        value={amountText(commission.value, currency)}
        comparison={of(commission)}
        more="neither"
        href="/admin/commissions"
      />
    ))}
    <Stat
      label="Clicks"
      value={grouped(report.clicks.value)}
      comparison={of(report.clicks)}
      href="/admin/clicks"
    />
    <Stat label="Signups" value={grouped(report.signups.value)} comparison={of(report.signups)} />
    <Stat
      label="Purchases"
      value={grouped(report.purchases.value)}
      comparison={of(report.purchases)}
      href="/admin/conversions"
    />
    <Stat
      label="Conversion rate"
      value={percentOf(report.conversion_rate.value)}
      comparison={of({
        value: Number(report.conversion_rate.value ?? 0),
        before: Number(report.conversion_rate.before ?? 0),
      })}
    />
    <Stat label="Refunds" value={grouped(report.refunds.value)} comparison={of(report.refunds)} more="bad" />
  </Stats>
);

const of = ({ value, before }: { readonly value: number; readonly before: number }) => ({
  now: value,
  before,
});

const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** `3.45 %` of `0.0345`. */
const percentOf = (share: string | null): string =>
  share === null ? 'no clicks' : `${(Number(share) * 100).toFixed(2)} %`;

const Charts = ({ report, currency }: { report: Overview; currency: string }) => (
  <div class="overview-charts">
    <AreaChart
      title="Clicks a day"
      points={report.series.map(({ day, clicks }) => ({ label: day, value: clicks }))}
      comparison={report.series_before.map(({ day, clicks }) => ({ label: day, value: clicks }))}
      format={grouped}
    />
    <BarChart
      title={`Revenue a day, ${currency}`}
      points={moneyOf(report, currency, 'revenue')}
      format={(minor) => amountText(Math.round(minor), currency)}
    />
    <BarChart
      title={`Commissions a day, ${currency}`}
      points={moneyOf(report, currency, 'commission')}
      format={(minor) => amountText(Math.round(minor), currency)}
    />
  </div>
);

const moneyOf = (report: Overview, currency: string, what: 'revenue' | 'commission') =>
  report.series.map(({ day, money }) => ({
    label: day,
    value: money.find((one) => one.currency === currency)?.[what] ?? 0,
  }));
