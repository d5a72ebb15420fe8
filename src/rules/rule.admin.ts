import { RuleListPage } from '../../views/rules/rule-list.tsx';
import type { Rule } from '../../views/rules/rule-words.ts';
import { pick } from '../http/pages/list-query.ts';
import { type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import { ruleChangePages } from './rule-change.admin.ts';
import { ruleDetailPages } from './rule-detail.admin.ts';
import { readScopeNames } from './scope-names.admin.ts';
import { simulatorPages } from './simulator.admin.ts';

export const rulePages = (): PageRoute[] => [
  listPage,
  ...simulatorPages(),
  ...ruleChangePages(),
  ...ruleDetailPages(),
];

const filters = ['state', 'on', 'product_id', 'partner_id', 'group_id', 'tier_id'] as const;

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/rules',
  scope: 'read',
  handle: async ({ api, query, program, viewer }) => {
    const asked = pick(query, [...filters, 'cursor']);
    const list = await api.get<{ data: Rule[]; next_cursor: string | null }>('/api/v1/commission-rules', {
      query: { program_id: program?.id, limit: 200, ...asked },
    });
    const names = await readScopeNames(api, program?.id, list.data);
    const mayChange = allows(viewer.caller.scopes, 'write');
    const currency = program?.currency ?? 'USD';
    return showPage('Rules', RuleListPage({ list, names, currency, query: asked, mayChange }));
  },
};
