import { type Alert, AlertListPage } from '../../views/alerts/alert-list.tsx';
import { pick } from '../http/pages/list-query.ts';
import { type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import { alertSettingsPages } from './alert-settings.admin.ts';

export const alertPages = (): PageRoute[] => [listPage, ...alertSettingsPages()];

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/alerts',
  scope: 'read',
  handle: async ({ api, query: asked, viewer }) => {
    const query = pick(asked, ['state', 'cursor']);
    const state = query.state === 'resolved' ? 'resolved' : 'open';
    const list = await api.get<{ data: Alert[]; next_cursor: string | null }>('/api/v1/alerts', {
      query: { ...query, state },
    });
    const canConfigure = allows(viewer.caller.scopes, 'admin');
    const canWrite = allows(viewer.caller.scopes, 'write');
    return showPage('Alerts', AlertListPage({ list, state, query, canConfigure, canWrite }));
  },
};
