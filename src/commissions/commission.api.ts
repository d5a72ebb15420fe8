import { z } from 'zod';
import type { App } from '../app.ts';
import { readCursor, toPage } from '../core/page.ts';
import { visibleProgram } from '../http/caller.ts';
import { id, instant, pageQuery } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { etagOf } from '../http/row-version.ts';
import { findPartnerNames } from '../partners/partner-name.store.ts';
import { commissionKinds, commissionTransitions } from './commission.ts';
import {
  CommissionDetailView,
  ListedCommissionView,
  toCommissionDetailView,
  toListedCommissionView,
} from './commission.view.ts';
import { listCommissions } from './commission-list.store.ts';
import { commissionSummaryRoute } from './commission-summary.api.ts';
import { getCommission, listCorrections } from './reachable-commission.ts';

export const commissionRoutes = (app: Pick<App, 'read'>): Route[] => [
  commissionSummaryRoute(app),
  listRoute(app),
  readRoute(app),
];

const listRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/commissions',
    scope: 'read',
    tag: 'Commissions',
    summary: 'List commissions, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      partner_id: id('prt').optional(),
      conversion_id: id('cnv').optional(),
      state: z.enum(commissionTransitions.states).optional(),
      kind: z.enum(commissionKinds).optional(),
      due_before: instant.optional().describe('Those whose hold ends before this instant.'),
      approved: z
        .enum(['true', 'false'])
        .transform((value) => value === 'true')
        .optional(),
    }),
    answers: {
      200: {
        description: 'A page of commissions.',
        schema: z.strictObject({ data: z.array(ListedCommissionView), next_cursor: z.string().nullable() }),
      },
    },
    handle: async ({ caller, query }) => {
      const filter = {
        programId: visibleProgram(caller, query.program_id),
        partnerId: query.partner_id,
        conversionId: query.conversion_id,
        state: query.state,
        kind: query.kind,
        dueBefore: query.due_before,
        approved: query.approved,
      };
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const rows = await listCommissions(app.read, filter, page);
      const names = await findPartnerNames(
        app.read,
        rows.map(({ partnerId }) => partnerId),
      );
      return ok(toPage(rows, query.limit, (row) => toListedCommissionView(row, names.get(row.partnerId))));
    },
  });

const readRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/commissions/:id',
    scope: 'read',
    tag: 'Commissions',
    summary: 'One commission with the terms it was computed by and the lines that correct it',
    params: z.strictObject({ id: id('com') }),
    answers: { 200: { description: 'The commission.', schema: CommissionDetailView } },
    handle: async ({ caller, params }) => {
      const commission = await getCommission(app.read, caller, params.id);
      const corrections = await listCorrections(app.read, commission);
      return ok(toCommissionDetailView(commission, corrections), etagOf(commission.rowVersion));
    },
  });
