import {
  type ApiKey,
  ApiKeyListPage,
  ApiKeyMadePage,
  ApiKeyPage,
  keyFields,
  NewApiKeyPage,
} from '../../views/api-keys/api-keys.tsx';
import type { App } from '../app.ts';
import { assertConfirmed } from '../http/forms/confirmation.ts';
import { writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { attempt } from '../http/pages/attempt.ts';
import { pick } from '../http/pages/list-query.ts';
import { goTo, type PageRoute, showPage } from '../http/pages/page-route.ts';

export const apiKeyPages = (app: Pick<App, 'config'>): PageRoute[] => [
  listPage,
  newPage,
  creation(app),
  detail,
  revocation,
];

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/api-keys',
  scope: 'admin',
  handle: async ({ api, programs, query: asked }) => {
    const query = pick(asked, ['cursor']);
    const list = await api.get<{ data: ApiKey[]; next_cursor: string | null }>('/api/v1/api-keys', { query });
    return showPage('API keys', ApiKeyListPage({ list, query, programs }));
  },
};

const newPage: PageRoute = {
  method: 'GET',
  path: '/admin/api-keys/new',
  scope: 'admin',
  handle: ({ programs }) => showPage('New API key', NewApiKeyPage({ programs })),
};

/** Answers with the page itself: the key is in no place that it could be read from again. */
const creation = ({ config }: Pick<App, 'config'>): PageRoute => ({
  method: 'POST',
  path: '/admin/api-keys/new',
  scope: 'admin',
  handle: ({ api, form, programs }) => {
    const fields = keyFields(programs);
    return attempt(
      async () => {
        const body = readForm(fields, form);
        const { key: secret, ...apiKey } = await api.post<ApiKey & { key: string }>('/api/v1/api-keys', {
          body,
        });
        const view = ApiKeyMadePage({ apiKey, secret, baseUrl: config.baseUrl, programs });
        return showPage(`${apiKey.name} is ready`, view);
      },
      (refusal) => {
        const values = writtenValues(fields, form);
        return showPage('New API key', NewApiKeyPage({ programs, values, refusal }), refusal.status);
      },
    );
  },
});

const detail: PageRoute = {
  method: 'GET',
  path: '/admin/api-keys/:id',
  scope: 'admin',
  handle: async ({ api, params, programs }) => {
    const apiKey = await api.get<ApiKey>('/api/v1/api-keys/:id', { params });
    return showPage(apiKey.name, ApiKeyPage({ apiKey, programs }));
  },
};

const revocation: PageRoute = {
  method: 'POST',
  path: '/admin/api-keys/:id/revocation',
  scope: 'admin',
  handle: async ({ api, params, programs, form }) => {
    const apiKey = await api.get<ApiKey>('/api/v1/api-keys/:id', { params });
    return attempt(
      async () => {
        assertConfirmed(form, apiKey.name);
        await api.delete('/api/v1/api-keys/:id', { params });
        return goTo('/admin/api-keys', `${apiKey.name} is revoked.`);
      },
      (refusal) => showPage(apiKey.name, ApiKeyPage({ apiKey, programs, refusal }), refusal.status),
    );
  },
};
