import { z } from 'zod';
import type { App } from '../app.ts';
import { notFound } from '../core/errors.ts';
import { readCursor, toPage } from '../core/page.ts';
import { assertReach, visibleProgram } from '../http/caller.ts';
import { id, pageQuery } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { findCommission, listCommissions } from './commission.store.ts';
import { commissionTransitions } from './commission.ts';
import { CommissionView, toCommissionView } from './commission.view.ts';

export const commissionRoutes = (app: Pick<App, 'read'>): Route[] => [
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
    }),
    answers: {
      200: {
        description: 'A page of commissions.',
        schema: z.strictObject({ data: z.array(CommissionView), next_cursor: z.string().nullable() }),
      },
    },
    handle: async ({ caller, query }) => {
      const filter = {
        programId: visibleProgram(caller, query.program_id),
        partnerId: query.partner_id,
        conversionId: query.conversion_id,
        state: query.state,
      };
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      return ok(toPage(await listCommissions(app.read, filter, page), query.limit, toCommissionView));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/commissions/:id',
    scope: 'read',
    tag: 'Commissions',
    summary: 'One commission with the terms it was computed by',
    params: z.strictObject({ id: id('com') }),
    answers: { 200: { description: 'The commission.', schema: CommissionView } },
    handle: async ({ caller, params }) => {
      const commission = await findCommission(app.read, params.id);
      if (!commission) throw notFound('commission');
      assertReach(caller, commission.programId, 'commission');
      return ok(toCommissionView(commission));
    },
  }),
];
