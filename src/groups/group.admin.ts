import {
  type GroupFacts,
  groupsPath,
  type ListedGroupFacts,
  type TierChangeFacts,
  type TierFacts,
} from '../../views/groups/group.ts';
import { GroupDetailPage } from '../../views/groups/group-detail.tsx';
import { GroupListPage } from '../../views/groups/group-list.tsx';
import type { ListedPartnerFacts } from '../../views/partners/partner.ts';
import { listQuery, pick } from '../http/pages/list-query.ts';
import { type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import { currencyOf, groupFormPages } from './group-form.admin.ts';
import { tierFormPages } from './tier-form.admin.ts';

export const groupPages = (): PageRoute[] => [listPage, ...groupFormPages(), ...tierFormPages(), detailPage];

interface GroupPage {
  readonly data: readonly ListedGroupFacts[];
  readonly next_cursor: string | null;
}

const listPage: PageRoute = {
  method: 'GET',
  path: groupsPath,
  scope: 'read',
  handle: async (page) => {
    const { api, program, query, viewer } = page;
    const archived = query.archived ?? 'false';
    const [list, tiers] = await Promise.all([
      api.get<GroupPage>('/api/v1/groups', { query: listQuery(page, ['archived']) }),
      api.get<{ data: TierFacts[] }>('/api/v1/tiers', {
        query: { program_id: program?.id, archived, limit: 200 },
      }),
    ]);
    const tierCounts = new Map<string, number>();
    for (const { group_id } of tiers.data) tierCounts.set(group_id, (tierCounts.get(group_id) ?? 0) + 1);
    const mayWrite = allows(viewer.caller.scopes, 'write');
    const asked = pick(query, ['archived', 'cursor']);
    return showPage('Groups and tiers', GroupListPage({ list, tierCounts, query: asked, mayWrite }));
  },
};

const detailPage: PageRoute = {
  method: 'GET',
  path: `${groupsPath}/:id`,
  scope: 'read',
  handle: async (page) => {
    const { api, params, viewer } = page;
    const group = await api.get<GroupFacts>('/api/v1/groups/:id', { params });
    const query = { group_id: group.id };
    const archived = String(group.archived_at !== null);
    const [tiers, members, changes] = await Promise.all([
      api.get<{ data: TierFacts[] }>('/api/v1/tiers', { query: { ...query, archived, limit: 200 } }),
      api.get<{ data: ListedPartnerFacts[]; next_cursor: string | null }>('/api/v1/partners', {
        query: { ...query, limit: 20 },
      }),
      api.get<{ data: TierChangeFacts[] }>('/api/v1/tier-changes', { query: { ...query, limit: 20 } }),
    ]);
    const ladder = tiers.data.toSorted((left, right) => left.threshold - right.threshold);
    const mayWrite = allows(viewer.caller.scopes, 'write');
    const facts = { group, tiers: ladder, members, changes: changes.data, mayWrite };
    return showPage(group.name, GroupDetailPage({ ...facts, currency: currencyOf(page, group) }));
  },
};
