import {
  paceField,
  type Recovery,
  type RecoveryDetail,
  RecoveryPage,
  type RecoveryPreview,
  RecoveryProgressPage,
} from '../../../views/webhooks/recovery.tsx';
import type { Endpoint } from '../../../views/webhooks/standing.ts';
import { DomainError } from '../../core/errors.ts';
import { readForm } from '../../http/forms/read-form.ts';
import { written } from '../../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../../http/pages/attempt.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../../http/pages/page-route.ts';
import { allows } from '../../http/scopes.ts';
import { readEndpoint } from '../endpoints/page-endpoint.admin.ts';
import { missingSince } from './missing-since.ts';

export const recoveryPages = (): PageRoute[] => [askPage, start, progress, cancel];

/** Without a moment in its address it asks for one; with one it counts what would be sent. */
const askPage: PageRoute = {
  method: 'GET',
  path: '/admin/webhooks/:id/recovery',
  scope: 'read',
  handle: (page) => {
    const { since = '', include = 'all', per_second = '' } = page.query;
    return showRecovery(page, { since, include, per_second });
  },
};

const start: PageRoute = {
  method: 'POST',
  path: '/admin/webhooks/:id/recovery',
  scope: 'write',
  handle: (page) => {
    const since = written(page.form, 'since');
    const include = written(page.form, 'include') || 'all';
    return attempt(
      async () => {
        const body = { since: instantOf(since), include, ...readForm([paceField], page.form) };
        const { id } = await page.api.post<Recovery>('/api/v1/webhook-endpoints/:id/recovery', {
          params: page.params,
          body,
        });
        return goTo(`/admin/webhooks/${page.params.id}/recoveries/${id}`, 'The recovery has begun.');
      },
      (refusal) =>
        showRecovery(page, { since, include, per_second: written(page.form, 'per_second') }, refusal),
    );
  },
};

interface Asked extends Readonly<Record<string, string>> {
  readonly since: string;
  readonly include: string;
  readonly per_second: string;
}

const showRecovery = async (page: PageRequest, asked: Asked, refused?: FormRefusal): Promise<PageAnswer> => {
  const { value: endpoint } = await readEndpoint(page);
  const { preview, refusal = refused } = await estimate(page, asked);
  const { data: recoveries } = await page.api.get<{ data: Recovery[] }>(
    '/api/v1/webhook-endpoints/:id/recoveries',
    { params: page.params, query: { limit: 20 } },
  );
  const canWrite = allows(page.viewer.caller.scopes, 'write');
  const filled = {
    ...asked,
    since: (asked.since || missingSince(endpoint, endpoint.created_at)).slice(0, 19),
  };
  const view = RecoveryPage({
    ...{ endpoint, asked: filled, preview, recoveries, canWrite },
    ...(refusal && { refusal }),
  });
  return showPage(`Recovery of ${endpoint.name}`, view, refusal?.status);
};

/** What is wrong with the moment is said on the page that asks for it. */
const estimate = async (
  { api, params }: PageRequest,
  { since, include }: Asked,
): Promise<{ preview: RecoveryPreview | undefined; refusal?: FormRefusal }> => {
  if (since === '') return { preview: undefined };
  try {
    const query = { since: instantOf(since), include };
    const path = '/api/v1/webhook-endpoints/:id/recovery/preview';
    return { preview: await api.get<RecoveryPreview>(path, { params, query }) };
  } catch (failure) {
    if (!(failure instanceof DomainError) || failure.code !== 'invalid_request') throw failure;
    const refusal = { detail: failure.detail, errors: failure.errors, status: 422 };
    return { preview: undefined, refusal };
  }
};

/** Browsers write no zone; the form says that it is UTC. */
const instantOf = (text: string): string => (/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);

const progress: PageRoute = {
  method: 'GET',
  path: '/admin/webhooks/:id/recoveries/:recovery_id',
  scope: 'read',
  handle: async (page) => {
    const recovery = await page.api.get<RecoveryDetail>(
      '/api/v1/webhook-endpoints/:id/recoveries/:recovery_id',
      { params: page.params },
    );
    const endpoint = await endpointIfAny(page);
    const canWrite = allows(page.viewer.caller.scopes, 'write');
    return showPage('Recovery', RecoveryProgressPage({ endpoint, recovery, canWrite }));
  },
};

/** Recoveries of a deleted endpoint can still be read. */
const endpointIfAny = async (page: PageRequest): Promise<Endpoint | undefined> => {
  try {
    return (await readEndpoint(page)).value;
  } catch (failure) {
    if (failure instanceof DomainError && failure.code === 'not_found') return undefined;
    throw failure;
  }
};

const cancel: PageRoute = {
  method: 'POST',
  path: '/admin/webhooks/:id/recoveries/:recovery_id/cancellation',
  scope: 'write',
  handle: async ({ api, params }) => {
    const path = '/api/v1/webhook-endpoints/:id/recoveries/:recovery_id/cancellation';
    await api.post(path, { params });
    const said = 'The recovery is stopped. What nobody had begun to send is canceled.';
    return goTo(`/admin/webhooks/${params.id}/recoveries/${params.recovery_id}`, said);
  },
};
