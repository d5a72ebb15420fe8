import type { z } from 'zod';
import type { App } from '../app.ts';
import { toIso } from '../core/clock.ts';
import { readCursor, toPage } from '../core/page.ts';
import { visibleProgram } from '../http/caller.ts';
import { id, pageQuery } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { findPartnerNames } from '../partners/partner-name.store.ts';
import { findTierNames } from './group-name.store.ts';
import { TierChangeView } from './tier-change.view.ts';
import { listTierChanges } from './tier-change-list.store.ts';

export const tierChangeRoutes = (app: Pick<App, 'read'>): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/tier-changes',
    scope: 'read',
    tag: 'Tiers',
    summary: 'Lists who rose and fell, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      partner_id: id('prt').optional(),
      group_id: id('grp').optional(),
    }),
    answers: { 200: { description: 'One page of changes.', schema: pageOf(TierChangeView) } },
    handle: async ({ caller, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const changes = await listTierChanges(app.read, page, {
        programId: visibleProgram(caller, query.program_id),
        partnerId: query.partner_id,
        groupId: query.group_id,
      });
      const partners = await findPartnerNames(
        app.read,
        changes.map(({ partnerId }) => partnerId),
      );
      const tiers = await findTierNames(
        app.read,
        changes.flatMap(({ from, to }) => [from, to].filter((tierId) => tierId !== null)),
      );
      const named = (tierId: (typeof changes)[number]['from']) =>
        tierId === null ? null : { id: tierId, name: tiers.get(tierId) ?? '' };
      return ok(
        toPage(
          changes,
          page.limit,
          (change): z.input<typeof TierChangeView> => ({
            program_id: change.programId,
            partner_id: change.partnerId,
            partner_name: partners.get(change.partnerId) ?? '',
            from: named(change.from),
            to: named(change.to),
            metric_value: change.metricValue,
            effective_at: toIso(change.effectiveAt),
          }),
        ),
      );
    },
  }),
];
