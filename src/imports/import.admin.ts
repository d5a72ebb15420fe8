import type { z } from 'zod';
import { ImportPage, isMoney } from '../../views/imports/import.tsx';
import { ImportListPage } from '../../views/imports/import-list.tsx';
import { assertConfirmed } from '../http/forms/confirmation.ts';
import type { OwnApi } from '../http/own-api.ts';
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
import type { ImportRowView, ImportView } from './import.view.ts';

type Import = z.output<typeof ImportView>;
type Row = z.output<typeof ImportRowView>;
interface List<Item> {
  readonly data: readonly Item[];
  readonly next_cursor: string | null;
}

const filters = ['kind', 'state', 'dry_run'] as const;
const address = '/api/v1/imports/:id';

export const importPages = (): PageRoute[] => [listPage, file, importPage, errorFile, run, cancellation];

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/imports',
  scope: 'read',
  handle: async (page) => {
    const list = await page.api.get<List<Import>>('/api/v1/imports', { query: listQuery(page, filters) });
    const query = pick(page.query, [...filters, 'cursor']);
    return showPage('Imports', ImportListPage({ list, query, canImport: canImport(page) }));
  },
};

const file: PageRoute = {
  method: 'GET',
  path: '/admin/imports.csv',
  scope: 'read',
  handle: (page) => {
    const { cursor: _, ...query } = listQuery(page, filters);
    return listFile<Import>(page.api, { name: 'imports.csv', path: '/api/v1/imports', query }, jobColumns);
  },
};

const jobColumns: readonly CsvColumn<Import>[] = [
  ['id', ({ id }) => id],
  ['kind', ({ kind }) => kind],
  ['state', ({ state }) => state],
  ['dry_run', ({ dry_run }) => String(dry_run)],
  ['rows', ({ rows }) => rows.total],
  ['created', ({ rows }) => rows.created],
  ['known', ({ rows }) => rows.known],
  ['errors', ({ rows }) => rows.errors],
  ['created_at', ({ created_at }) => created_at],
  ['finished_at', ({ finished_at }) => finished_at],
];

const importPage: PageRoute = {
  method: 'GET',
  path: '/admin/imports/:id',
  scope: 'read',
  handle: (page) => showImport(page),
};

const errorFile: PageRoute = {
  method: 'GET',
  path: '/admin/imports/:id/errors.csv',
  scope: 'read',
  handle: async ({ api, params }) => {
    const job = await api.get<Import>(address, { params });
    const within: OwnApi = { ...api, get: (path, input) => api.get(path, { ...input, params }) };
    const rows = { name: `refused-${job.id}.csv`, path: `${address}/rows`, query: { outcome: 'error' } };
    return listFile(within, rows, columns);
  },
};

const columns: readonly CsvColumn<Row>[] = [
  ['row', ({ row }) => row],
  ['code', ({ code }) => code],
  ['columns', ({ errors }) => errors.map(({ column }) => column ?? '').join(', ')],
  ['errors', ({ errors }) => errors.map(({ column, message }) => `${column ?? 'row'} ${message}`).join('; ')],
];

const run: PageRoute = {
  method: 'POST',
  path: '/admin/imports/:id/run',
  scope: 'admin',
  handle: (page) => {
    const { api, params, form } = page;
    return attempt(
      async () => {
        const job = await api.get<Import>(address, { params });
        if (isMoney(job)) assertConfirmed(form, String(job.rows.created));
        const { id } = await api.post<Import>(`${address}/run`, { params });
        return goTo(`/admin/imports/${id}`, 'It is being brought in.');
      },
      (refusal) => showImport(page, refusal),
    );
  },
};

const cancellation: PageRoute = {
  method: 'POST',
  path: '/admin/imports/:id/cancellation',
  scope: 'admin',
  handle: (page) => {
    const { api, params } = page;
    return attempt(
      async () => {
        await api.post(`${address}/cancellation`, { params });
        return goTo(`/admin/imports/${params.id}`, 'Stopped. What it has brought in stays.');
      },
      (refusal) => goTo(`/admin/imports/${params.id}`, { text: refusal.detail, tone: 'bad' }),
    );
  },
};

const showImport = async (page: PageRequest, refusal?: FormRefusal): Promise<PageAnswer> => {
  const { api, params } = page;
  const job = await api.get<Import>(address, { params });
  // While it goes on only what is refused is of interest.
  const isQuiet = job.rows.errors === 0 && job.rows.created > 0 && job.state !== 'running';
  const outcome = page.query.outcome ?? (isQuiet ? 'created' : 'error');
  const query = { outcome, ...pick(page.query, ['cursor']) };
  const rows = await api.get<List<Row>>(`${address}/rows`, { params, query });
  const view = ImportPage({ job, rows, query, canImport: canImport(page), refusal });
  return showPage(`Import ${job.id}`, view, refusal?.status ?? 200);
};

const canImport = ({ viewer }: PageRequest): boolean => allows(viewer.caller.scopes, 'admin');
