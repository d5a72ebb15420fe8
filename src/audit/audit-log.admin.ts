import { type AuditEntryFacts, AuditLogPage } from '../../views/audit/audit-log.tsx';
import { listFile } from '../http/pages/list-file.ts';
import { pick } from '../http/pages/list-query.ts';
import { type PageRoute, showPage } from '../http/pages/page-route.ts';

const path = '/admin/audit-log';
const filters = ['subject_id', 'actor_id', 'action', 'from', 'until'] as const;

/** Of the whole installation: who may see it sees every program. */
export const auditLogPages = (): PageRoute[] => [listPage, filePage];

const listPage: PageRoute = {
  method: 'GET',
  path,
  scope: 'admin',
  handle: async ({ api, query }) => {
    const list = await api.get<{ data: AuditEntryFacts[]; next_cursor: string | null }>('/api/v1/audit-log', {
      query: pick(query, [...filters, 'cursor']),
    });
    return showPage('Audit log', AuditLogPage({ path, list, query: pick(query, [...filters, 'cursor']) }));
  },
};

const filePage: PageRoute = {
  method: 'GET',
  path: `${path}.csv`,
  scope: 'admin',
  handle: ({ api, query }) =>
    listFile<AuditEntryFacts>(
      api,
      { name: 'audit-log.csv', path: '/api/v1/audit-log', query: pick(query, filters) },
      [
        ['at', ({ at }) => at],
        ['actor_kind', ({ actor }) => actor.kind],
        ['actor_id', ({ actor }) => actor.id],
        ['actor_name', ({ actor }) => actor.name],
        ['action', ({ action }) => action],
        ['subject_id', ({ subject_id }) => subject_id],
        ['program_id', ({ program_id }) => program_id],
        ['before', ({ before }) => before && JSON.stringify(before)],
        ['after', ({ after }) => after && JSON.stringify(after)],
        ['request_id', ({ request_id }) => request_id],
        ['hash', ({ hash }) => hash],
      ],
    ),
};
