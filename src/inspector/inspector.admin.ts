import {
  type FormatVerification,
  type InspectedRequest,
  InspectorPage,
  RequestPage,
  type RequestSummary,
} from '../../views/inspectors/inspector.tsx';
import { type Inspector, inspectorFields, scopeField } from '../../views/inspectors/inspector-fields.ts';
import { NewInspectorPage } from '../../views/inspectors/inspector-forms.tsx';
import { InspectorListPage } from '../../views/inspectors/inspector-list.tsx';
import { writtenValues } from '../http/forms/fill-form.ts';
import { attempt } from '../http/pages/attempt.ts';
import { pick } from '../http/pages/list-query.ts';
import { goTo, type PageRequest, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import { inspectorChangePages } from './inspector-change.admin.ts';
import { readInspectorChoices, readInspectorForm } from './inspector-form.admin.ts';

export const inspectorPages = (): PageRoute[] => [
  listPage,
  newPage,
  creation,
  detail,
  request,
  clearing,
  ...inspectorChangePages(),
];

const mayWrite = ({ viewer }: PageRequest): boolean => allows(viewer.caller.scopes, 'write');

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/inspectors',
  scope: 'read',
  handle: async (page) => {
    const query = pick(page.query, ['cursor']);
    const list = await page.api.get<{ data: Inspector[]; next_cursor: string | null }>('/api/v1/inspectors', {
      query,
    });
    return showPage('Inspectors', InspectorListPage({ list, query, canWrite: mayWrite(page) }));
  },
};

const newPage: PageRoute = {
  method: 'GET',
  path: '/admin/inspectors/new',
  scope: 'write',
  handle: async (page) => {
    const choices = await readInspectorChoices(page);
    return showPage('New inspector', NewInspectorPage({ choices, programs: page.programs }));
  },
};

const creation: PageRoute = {
  method: 'POST',
  path: '/admin/inspectors/new',
  scope: 'write',
  handle: async ({ api, form, programs }) => {
    const choices = await readInspectorChoices({ api });
    const fields = [...inspectorFields(choices), scopeField(programs)];
    return attempt(
      async () => {
        const body = readInspectorForm(fields, form);
        const { id, name } = await api.post<Inspector>('/api/v1/inspectors', { body });
        return goTo(`/admin/inspectors/${id}`, `${name} is ready: send something to its address.`);
      },
      (refusal) => {
        const values = writtenValues(fields, form);
        return showPage(
          'New inspector',
          NewInspectorPage({ choices, programs, values, refusal }),
          refusal.status,
        );
      },
    );
  },
};

const detail: PageRoute = {
  method: 'GET',
  path: '/admin/inspectors/:id',
  scope: 'read',
  handle: async (page) => {
    const { api, params } = page;
    const query = pick(page.query, ['cursor']);
    const inspector = await api.get<Inspector>('/api/v1/inspectors/:id', { params });
    const list = await api.get<{ data: RequestSummary[]; next_cursor: string | null }>(
      '/api/v1/inspectors/:id/requests',
      { params, query },
    );
    const { endpoints } = await readInspectorChoices(page);
    const endpointName = endpoints.find(({ id }) => id === inspector.endpoint_id)?.name;
    const view = InspectorPage({ inspector, list, query, endpointName, canWrite: mayWrite(page) });
    return showPage(inspector.name, view);
  },
};

const request: PageRoute = {
  method: 'GET',
  path: '/admin/inspectors/:id/requests/:request_id',
  scope: 'read',
  handle: async ({ api, params }) => {
    const inspector = await api.get<Inspector>('/api/v1/inspectors/:id', { params: { id: params.id ?? '' } });
    const found = await api.get<InspectedRequest>('/api/v1/inspectors/:id/requests/:request_id', { params });
    const { data: formats } = await api.get<{ data: FormatVerification[] }>(
      '/api/v1/inspectors/:id/requests/:request_id/verifications',
      { params },
    );
    return showPage(`Request to ${inspector.name}`, RequestPage({ inspector, request: found, formats }));
  },
};

const clearing: PageRoute = {
  method: 'POST',
  path: '/admin/inspectors/:id/clearing',
  scope: 'write',
  handle: async ({ api, params }) => {
    await api.delete('/api/v1/inspectors/:id/requests', { params });
    return goTo(`/admin/inspectors/${params.id}`, 'What it had recorded is gone.');
  },
};
