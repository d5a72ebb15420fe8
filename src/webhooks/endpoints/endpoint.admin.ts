import {
  EndpointHealthPage,
  type EndpointStatistics,
  type RetryPolicy,
} from '../../../views/webhooks/endpoint-health.tsx';
import { EndpointListPage, type EndpointListProps } from '../../../views/webhooks/endpoint-list.tsx';
import { pick } from '../../http/pages/list-query.ts';
import { type PageRoute, showPage } from '../../http/pages/page-route.ts';
import { allows } from '../../http/scopes.ts';
import { endpointCreationPages } from './endpoint-creation.admin.ts';
import { endpointMovePages } from './endpoint-move.admin.ts';
import { endpointSecretPages } from './endpoint-secret.admin.ts';
import { endpointSettingsPages } from './endpoint-settings.admin.ts';
import { readEndpoint } from './page-endpoint.admin.ts';

export const endpointPages = (): PageRoute[] => [
  listPage,
  ...endpointCreationPages(),
  healthPage,
  ...endpointSettingsPages(),
  ...endpointSecretPages(),
  ...endpointMovePages(),
];

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/webhooks',
  scope: 'read',
  handle: async ({ api, query, viewer }) => {
    const place = { query: pick(query, ['cursor']) };
    const list = await api.get<EndpointListProps['list']>('/api/v1/webhook-endpoints', place);
    const statistics = await api.get<EndpointListProps['statistics']>('/api/v1/webhooks/statistics', place);
    const source = await api.get<EndpointListProps['source']>('/api/v1/webhooks/source-addresses');
    const canWrite = allows(viewer.caller.scopes, 'write');
    return showPage('Webhooks', EndpointListPage({ list, statistics, source, query, canWrite }));
  },
};

const healthPage: PageRoute = {
  method: 'GET',
  path: '/admin/webhooks/:id',
  scope: 'read',
  handle: async ({ api, params, viewer, programs }) => {
    const { value: endpoint, rowVersion } = await readEndpoint({ api, params });
    const [day, week] = await Promise.all(
      ['24', '168'].map((hours) =>
        api.get<EndpointStatistics>('/api/v1/webhook-endpoints/:id/statistics', { params, query: { hours } }),
      ),
    );
    if (!day || !week) throw new Error('statistics of no window');
    const programName = programs.find(({ id }) => id === endpoint.program_id)?.name;
    const { data: policies } = await api.get<{ data: RetryPolicy[] }>('/api/v1/webhooks/retry-policies');
    const policy = policies.find(({ name }) => name === endpoint.retry_policy);
    const canWrite = allows(viewer.caller.scopes, 'write');
    return showPage(
      endpoint.name,
      EndpointHealthPage({ endpoint, rowVersion, day, week, programName, policy, canWrite }),
    );
  },
};
