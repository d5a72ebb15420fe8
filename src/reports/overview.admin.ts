import type { z } from 'zod';
import { FirstProgramPage } from '../../views/overview/first-program.tsx';
import { OverviewPage } from '../../views/overview/overview.tsx';
import { SampleNotice } from '../../views/overview/sample-notice.tsx';
import type { App } from '../app.ts';
import { addDays, dayOf } from '../core/calendar.ts';
import {
  type PageAnswer,
  type PageProgram,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import type { View } from '../jsx/markup.ts';
import type { SampleDataView } from '../sample-data/sample-data.view.ts';
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
    if (!program) return firstPage(page);
    const period = chosenPeriod(app, page, program.time_zone);
    const report = await api.get<Overview>('/api/v1/reports/overview', {
      query: { program_id: program.id, from: period.from, to: period.to },
    });
    const children =
      (await sampleNoticeOf(page, program)) ?? (await checklistOf(page, program, app.config.baseUrl));
    return showPage(title, OverviewPage({ report, program, query, chosenDays: period.days, children }));
  },
});

/** Of the sample shop alone: another program in test mode is the merchant's own. */
const sampleNoticeOf = async (
  { api, viewer }: Pick<PageRequest, 'api' | 'viewer'>,
  program: PageProgram,
): Promise<View | undefined> => {
  if (program.mode !== 'test') return undefined;
  const sample = await api.get<z.output<typeof SampleDataView>>('/api/v1/sample-data');
  if (sample.program_id !== program.id) return undefined;
  return SampleNotice({ sample, mayChange: allows(viewer.caller.scopes, 'write') });
};

const firstPage = async ({ api, viewer }: Pick<PageRequest, 'api' | 'viewer'>): Promise<PageAnswer> => {
  const { state } = await api.get<z.output<typeof SampleDataView>>('/api/v1/sample-data');
  return showPage(title, FirstProgramPage({ viewer, isMakingSample: state === 'making' }));
};

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
