import { HealthPage, type Instance, type Integrity } from '../../views/health/health.tsx';
import { goTo, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';

export const healthPages = (): PageRoute[] => [healthPage, examination];

const healthPage: PageRoute = {
  method: 'GET',
  path: '/admin/health',
  scope: 'read',
  handle: async ({ api, viewer }) => {
    const instance = await api.get<Instance>('/api/v1/instance');
    const integrity = allows(viewer.caller.scopes, 'admin')
      ? await api.get<Integrity>('/api/v1/integrity')
      : undefined;
    return showPage('Data and health', HealthPage({ instance, integrity }));
  },
};

const examination: PageRoute = {
  method: 'POST',
  path: '/admin/health/examination',
  scope: 'admin',
  handle: async ({ api }) => {
    await api.post('/api/v1/integrity/examination');
    return goTo('/admin/health', 'Everything stored is being checked, in the background.');
  },
};
