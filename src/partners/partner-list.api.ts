import { z } from 'zod';
import type { App } from '../app.ts';
import { readCursor, toPage } from '../core/page.ts';
import type { Db } from '../database/work.ts';
import { findGroupNames, findTierNames } from '../groups/group-name.store.ts';
import { visibleProgram } from '../http/caller.ts';
import { email, id, pageQuery, text } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { findBalancesOf } from '../ledger/ledger.store.ts';
import { type Partner, partnerTransitions } from './partner.ts';
import {
  ListedPartnerView,
  PartnerSummaryView,
  type PartnerSurroundings,
  toListedPartnerView,
  toPartnerSummaryView,
} from './partner.view.ts';
import { countPartnersByState, listPartners } from './partner-list.store.ts';

export const partnerListRoutes = (app: Pick<App, 'read'>): Route[] => [listRoute(app), summaryRoute(app)];

const listRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/partners',
    scope: 'read',
    tag: 'Partners',
    summary: 'Lists partners, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      state: z.enum(partnerTransitions.states).optional(),
      group_id: id('grp').optional(),
      email: email.optional(),
      q: text(120)
        .optional()
        .describe('A part of the name, the email address or the code, whatever the case of its letters.'),
    }),
    answers: { 200: { description: 'One page of partners.', schema: pageOf(ListedPartnerView) } },
    handle: async ({ caller, query }) => {
      const rows = await listPartners(
        app.read,
        { limit: query.limit, after: readCursor(query.cursor) },
        {
          programId: visibleProgram(caller, query.program_id),
          state: query.state,
          groupId: query.group_id,
          email: query.email,
          sought: query.q,
        },
      );
      const surroundingsOf = await findSurroundings(app.read, rows);
      return ok(toPage(rows, query.limit, (row) => toListedPartnerView(row, surroundingsOf(row))));
    },
  });

const findSurroundings = async (
  db: Db,
  partners: readonly Partner[],
): Promise<(partner: Partner) => PartnerSurroundings> => {
  const groups = await findGroupNames(
    db,
    partners.flatMap(({ groupId }) => groupId ?? []),
  );
  const tiers = await findTierNames(
    db,
    partners.flatMap(({ tierId }) => tierId ?? []),
  );
  const ids = partners.map((partner) => partner.id);
  const balances = Map.groupBy(await findBalancesOf(db, ids), ({ partnerId }) => partnerId);
  return ({ id: partnerId, groupId, tierId }) => ({
    groupName: groupId === null ? undefined : groups.get(groupId),
    tierName: tierId === null ? undefined : tiers.get(tierId),
    balances: balances.get(partnerId) ?? [],
  });
};

const summaryRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/partners/summary',
    scope: 'read',
    tag: 'Partners',
    summary: 'How many partners are in each state',
    query: z.strictObject({ program_id: id('prg').optional() }),
    answers: { 200: { description: 'The counts.', schema: PartnerSummaryView } },
    handle: async ({ caller, query }) =>
      ok(
        toPartnerSummaryView(await countPartnersByState(app.read, visibleProgram(caller, query.program_id))),
      ),
  });
