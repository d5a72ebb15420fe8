import type { EndpointStatistics } from '../../../views/webhooks/endpoint-health.tsx';
import { ActivationPage, DeletionPage } from '../../../views/webhooks/endpoint-moves.tsx';
import type { Endpoint } from '../../../views/webhooks/standing.ts';
import { assertConfirmed } from '../../http/forms/confirmation.ts';
import { written } from '../../http/forms/sent-form.ts';
import { versionIn } from '../../http/forms/sent-version.ts';
import { attempt, type FormRefusal } from '../../http/pages/attempt.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../../http/pages/page-route.ts';
import { missingSince } from '../recovery/missing-since.ts';
import { readEndpoint } from './page-endpoint.admin.ts';

export const endpointMovePages = (): PageRoute[] => [
  pause,
  activationPage,
  activation,
  deletionPage,
  deletion,
];

const pause: PageRoute = {
  method: 'POST',
  path: '/admin/webhooks/:id/pause',
  scope: 'write',
  handle: async (page) => {
    const path = `/admin/webhooks/${page.params.id}`;
    return attempt(
      async () => {
        const endpoint = await page.api.post<Endpoint>('/api/v1/webhook-endpoints/:id/pause', {
          params: page.params,
          rowVersion: versionIn(page.form),
        });
        const undo = { action: `${path}/activation`, label: 'Undo' };
        return goTo(path, { text: `${endpoint.name} is paused: deliveries are held.`, undo });
      },
      ({ detail }) => goTo(path, { text: detail, tone: 'bad' }),
    );
  },
};

const activationPage: PageRoute = {
  method: 'GET',
  path: '/admin/webhooks/:id/activation',
  scope: 'write',
  handle: (page) => showActivation(page),
};

const activation: PageRoute = {
  method: 'POST',
  path: '/admin/webhooks/:id/activation',
  scope: 'write',
  handle: async (page) => {
    const { value: before } = await readEndpoint(page);
    const decision = written(page.form, 'held') || 'send';
    return attempt(
      async () => {
        await page.api.post('/api/v1/webhook-endpoints/:id/activation', {
          params: page.params,
          body: { held: decision === 'recover' ? 'keep' : decision },
          rowVersion: versionIn(page.form),
        });
        return goTo(afterActivation(before, decision), `${before.name} is active again.`);
      },
      (refusal) => showActivation(page, refusal),
    );
  },
};

/** From when it got nothing: since it failed, was disabled, or was told something for the last time. */
const afterActivation = (before: Endpoint, decision: string): string => {
  if (decision !== 'recover') return `/admin/webhooks/${before.id}`;
  const since = missingSince(before, before.last_succeeded_at ?? before.created_at);
  return `/admin/webhooks/${before.id}/recovery?since=${encodeURIComponent(since)}`;
};

const showActivation = async (page: PageRequest, refusal?: FormRefusal): Promise<PageAnswer> => {
  const { value: endpoint, rowVersion } = await readEndpoint(page);
  if (endpoint.state === 'active') {
    return goTo(`/admin/webhooks/${endpoint.id}`, `${endpoint.name} is active already.`);
  }
  const { held } = await backlogOf(page);
  const view = ActivationPage({ endpoint, rowVersion, held, ...(refusal && { refusal }) });
  return showPage(`Activate ${endpoint.name}`, view, refusal?.status);
};

const deletionPage: PageRoute = {
  method: 'GET',
  path: '/admin/webhooks/:id/deletion',
  scope: 'write',
  handle: (page) => showDeletion(page),
};

const deletion: PageRoute = {
  method: 'POST',
  path: '/admin/webhooks/:id/deletion',
  scope: 'write',
  handle: async (page) => {
    const { value: endpoint } = await readEndpoint(page);
    return attempt(
      async () => {
        assertConfirmed(page.form, endpoint.name);
        await page.api.delete('/api/v1/webhook-endpoints/:id', {
          params: page.params,
          rowVersion: versionIn(page.form),
        });
        return goTo('/admin/webhooks', `${endpoint.name} is deleted.`);
      },
      (refusal) => showDeletion(page, refusal),
    );
  },
};

const showDeletion = async (page: PageRequest, refusal?: FormRefusal): Promise<PageAnswer> => {
  const { value: endpoint, rowVersion } = await readEndpoint(page);
  const { pending, sending, held } = await backlogOf(page);
  const waiting = pending + sending + held;
  const view = DeletionPage({ endpoint, rowVersion, waiting, ...(refusal && { refusal }) });
  return showPage(`Delete ${endpoint.name}?`, view, refusal?.status);
};

const backlogOf = async ({ api, params }: PageRequest): Promise<EndpointStatistics['backlog']> =>
  (await api.get<EndpointStatistics>('/api/v1/webhook-endpoints/:id/statistics', { params })).backlog;
