import type { z } from 'zod';
import { newRateForm, RateFormPage } from '../../views/exchange-rates/rate-form.tsx';
import { RateListPage } from '../../views/exchange-rates/rate-list.tsx';
import type { App } from '../app.ts';
import { addDays, startOfDay } from '../core/calendar.ts';
import { toIso } from '../core/clock.ts';
import { presentValues, writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import { type CsvColumn, listFile } from '../http/pages/list-file.ts';
import { listQuery, pick } from '../http/pages/list-query.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import type { ExchangeRateView } from './exchange-rate.view.ts';

type Rate = z.output<typeof ExchangeRateView>;
interface List {
  readonly data: readonly Rate[];
  readonly next_cursor: string | null;
}
type RateApp = Pick<App, 'clock'>;

const address = '/api/v1/exchange-rates';

export const exchangeRatePages = (app: RateApp): PageRoute[] => [listPage(app), file, newPage, creation(app)];

const listPage = (app: RateApp): PageRoute => ({
  method: 'GET',
  path: '/admin/exchange-rates',
  scope: 'read',
  handle: async (page) => {
    const { api, program, query, viewer } = page;
    const at = endOf(query.on, program?.time_zone ?? 'UTC');
    const list = await api.get<List>(address, { query: { ...listQuery(page, ['from', 'to']), at } });
    const counting = await api.get<List>(address, {
      query: { program_id: program?.id, at: toIso(app.clock.now()), limit: 200 },
    });
    const view = RateListPage({
      ...{ list, now: toIso(app.clock.now()), query: pick(query, ['from', 'to', 'on', 'cursor']) },
      countingIds: new Set(counting.data.map(({ id }) => id)),
      programCurrency: program?.currency ?? 'USD',
      canAdd: allows(viewer.caller.scopes, 'write'),
    });
    return showPage('Exchange rates', view);
  },
});

const file: PageRoute = {
  method: 'GET',
  path: '/admin/exchange-rates.csv',
  scope: 'read',
  handle: (page) => {
    const { cursor: _, ...asked } = listQuery(page, ['from', 'to']);
    const query = { ...asked, at: endOf(page.query.on, page.program?.time_zone ?? 'UTC') };
    return listFile<Rate>(page.api, { name: 'exchange-rates.csv', path: address, query }, columns);
  },
};

const columns: readonly CsvColumn<Rate>[] = [
  ['id', ({ id }) => id],
  ['from', ({ from }) => from],
  ['to', ({ to }) => to],
  ['rate', ({ rate }) => rate],
  ['source', ({ source }) => source],
  ['valid_from', ({ valid_from }) => valid_from],
];

/** A day that cannot be read narrows nothing. */
const endOf = (day: string | undefined, timeZone: string): string | undefined =>
  day !== undefined && /^20\d\d-\d\d-\d\d$/.test(day)
    ? toIso(startOfDay(addDays(day, 1), timeZone) - 1)
    : undefined;

const newPage: PageRoute = {
  method: 'GET',
  path: '/admin/exchange-rates/new',
  scope: 'write',
  handle: (page) => showForm(page),
};

const creation = (app: RateApp): PageRoute => ({
  method: 'POST',
  path: '/admin/exchange-rates/new',
  scope: 'write',
  handle: (page) =>
    attempt(
      async () => {
        const body = readForm(newRateForm(page.program), page.form);
        const rate = (await findSame(app, page, body)) ?? (await page.api.post<Rate>(address, { body }));
        return goTo(
          '/admin/exchange-rates',
          `1 ${rate.from} is ${rate.rate} ${rate.to}, ${sinceText(rate)}.`,
        );
      },
      (refusal) => showForm(page, refusal),
    ),
});

const sinceText = ({ valid_from }: Rate): string =>
  `from ${valid_from.slice(0, 16).replace('T', ' ')} UTC on`;

/** A button that was pressed twice stores one rate: the one that counts says all of it already. */
const findSame = async (
  { clock }: RateApp,
  { api }: PageRequest,
  body: Record<string, unknown>,
): Promise<Rate | undefined> => {
  const { from, to, valid_from: at = toIso(clock.now()) } = body;
  if (typeof from !== 'string' || typeof to !== 'string' || typeof at !== 'string') return undefined;
  const { data } = await api.get<List>(address, { query: { from, to, at } });
  return data.find(
    (rate) =>
      rate.rate === body.rate &&
      rate.source === body.source &&
      rate.program_id === (body.program_id ?? null) &&
      (body.valid_from === undefined || rate.valid_from === body.valid_from),
  );
};

const showForm = ({ program, form }: PageRequest, refusal?: FormRefusal): PageAnswer => {
  const fields = newRateForm(program);
  const values = refusal
    ? writtenValues(fields, form)
    : presentValues(fields, { program_id: program?.id, to: program?.currency });
  return showPage('New rate', RateFormPage({ fields, values, refusal }), refusal?.status ?? 200);
};
