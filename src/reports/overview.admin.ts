import type { z } from 'zod';
import { FirstProgramPage } from '../../views/overview/first-program.tsx';
import { OverviewPage } from '../../views/overview/overview.tsx';
import type { App } from '../app.ts';
import { addDays, dayOf } from '../core/calendar.ts';
import { type PageRequest, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { checklistOf } from './checklist.ts';
import type { OverviewView } from './report.view.ts';

type Overview = z.output<typeof OverviewView>;

export const overviewPages = (app: Pick<App, 'clock' | 'config'>): PageRoute[] => [overviewPage(app)];

const title = 'Overview';
const choices = [7, 30, 90];
const usualDays = 30;

const overviewPage = (app: Pick<App, 'clock' | 'config'>): PageRoute => ({
  method: 'GET',
  path: '/admin',
  scope: 'read',
  handle: async (page) => {
    const { api, program, query } = page;
    if (!program) return showPage(title, FirstProgramPage({ viewer: page.viewer }));
    const period = chosenPeriod(app, page, program.time_zone);
    const report = await api.get<Overview>('/api/v1/reports/overview', {
      query: { program_id: program.id, from: period.from, to: period.to },
    });
    const children = await checklistOf(page, program, app.config.baseUrl);
    return showPage(title, OverviewPage({ report, program, query, chosenDays: period.days, children }));
  },
});

interface ChosenPeriod {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly days?: number;
}

/** Days of one's own when they are in the address, else so many up to today. */
const chosenPeriod = (
  { clock }: Pick<App, 'clock'>,
  { query }: Pick<PageRequest, 'query'>,
  timeZone: string,
): ChosenPeriod => {
  if (query.from || query.to) return { from: query.from, to: query.to };
  const days = choices.find((each) => String(each) === query.days) ?? usualDays;
  const to = dayOf(clock.now(), timeZone);
  return { from: addDays(to, 1 - days), to, days };
};
