import type { z } from 'zod';
import { type PartnerFacts, partnersPath } from '../../views/partners/partner.ts';
import { PartnerOverviewPage } from '../../views/partners/partner-overview.tsx';
import { type EventFacts, timelineOf } from '../../views/partners/partner-timeline.tsx';
import type { OwnApi } from '../http/own-api.ts';
import { type PageRequest, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import type { BalanceView } from '../ledger/balance.view.ts';
import { partnerDecisionPages } from './partner-decision.admin.ts';
import { partnerFormPages } from './partner-form.admin.ts';
import { partnerListPages } from './partner-list.admin.ts';
import { partnerRelatedPages, readHead } from './partner-related.admin.ts';

export const partnerPages = (): PageRoute[] => [
  ...partnerListPages(),
  ...partnerFormPages(),
  overviewPage,
  ...partnerRelatedPages(),
  ...partnerDecisionPages(),
];

const overviewPage: PageRoute = {
  method: 'GET',
  path: `${partnersPath}/:id`,
  scope: 'read',
  handle: async (page) => {
    const { api } = page;
    const head = await readHead(page);
    const { partner } = head;
    const [balances, group, tier, entries] = await Promise.all([
      api.get<{ data: z.output<typeof BalanceView>[] }>('/api/v1/balances', {
        query: { partner_id: partner.id },
      }),
      partner.group_id === null ? undefined : readNamed(api, 'groups', partner.group_id),
      partner.tier_id === null ? undefined : readNamed(api, 'tiers', partner.tier_id),
      readTimeline(page, partner),
    ]);
    return showPage(
      partner.name,
      PartnerOverviewPage({ ...head, balances: balances.data, group, tierName: tier?.name, entries }),
    );
  },
};

const readNamed = (api: OwnApi, room: 'groups' | 'tiers', id: string) =>
  api.get<{ id: string; name: string }>(`/api/v1/${room}/:id`, { params: { id } });

/** How many of each kind are looked at: with the partner itself at most as many as one request may name. */
const newestOf = { conversions: 15, commissions: 20, payouts: 10 } as const;

/** Events of the partner and of the newest things that are theirs: each is found by an index. */
const readTimeline = async ({ api, viewer }: PageRequest, { id }: PartnerFacts) => {
  const rooms = await Promise.all(
    Object.entries(newestOf).map(([room, limit]) =>
      api.get<{ data: { id: string }[] }>(`/api/v1/${room}`, { query: { partner_id: id, limit } }),
    ),
  );
  const ids = [id, ...rooms.flatMap(({ data }) => data.map((thing) => thing.id))];
  const [events, names] = await Promise.all([
    api.get<{ data: EventFacts[] }>('/api/v1/events', { query: { entity_id: ids.join(','), limit: 40 } }),
    allows(viewer.caller.scopes, 'admin') ? readActors(api, id) : new Map<string, string>(),
  ]);
  return timelineOf(events.data, names);
};

/** Who asked for what was changed about a partner, by request. */
const readActors = async (api: OwnApi, id: string): Promise<ReadonlyMap<string, string>> => {
  const { data } = await api.get<{ data: { request_id: string; actor: { name: string | null } }[] }>(
    '/api/v1/audit-log',
    { query: { subject_id: id, limit: 100 } },
  );
  return new Map(
    data.flatMap(({ request_id, actor }) => (actor.name === null ? [] : [[request_id, actor.name]])),
  );
};
