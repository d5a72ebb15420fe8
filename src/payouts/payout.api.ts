import { z } from 'zod';
import type { App } from '../app.ts';
import { readCursor, toPage } from '../core/page.ts';
import { visibleProgram } from '../http/caller.ts';
import { id, pageQuery } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { etagOf } from '../http/row-version.ts';
import { pageOf } from '../http/views.ts';
import { findPartnerNames } from '../partners/partner-name.store.ts';
import { listPayouts } from './payout.store.ts';
import { type Payout, payoutTransitions } from './payout.ts';
import {
  ListedPayoutView,
  PayoutWithItemsView,
  toListedPayoutView,
  toPayoutWithItemsView,
} from './payout.view.ts';
import { listPayoutItems } from './payout-item.store.ts';
import { getPayout } from './reachable-payout.ts';

export const payoutRoutes = (app: Pick<App, 'read'>): Route[] => [listRoute(app), readRoute(app)];

const listRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/payouts',
    scope: 'read',
    tag: 'Payouts',
    summary: 'List payouts, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      partner_id: id('prt').optional(),
      batch_id: id('bat').optional(),
      state: z.enum(payoutTransitions.states).optional(),
    }),
    answers: { 200: { description: 'A page of payouts.', schema: pageOf(ListedPayoutView) } },
    handle: async ({ caller, query }) => {
      const filter = {
        programId: visibleProgram(caller, query.program_id),
        partnerId: query.partner_id,
        batchId: query.batch_id,
        state: query.state,
      };
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const payouts = await listPayouts(app.read, filter, page);
      const names = await findPartnerNames(app.read, partnersOf(payouts));
      return ok(toPage(payouts, query.limit, (payout) => toListedPayoutView(payout, names)));
    },
  });

const readRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/payouts/:id',
    scope: 'read',
    tag: 'Payouts',
    summary: 'One payout with the commissions that it pays',
    params: z.strictObject({ id: id('pay') }),
    answers: {
      200: { description: 'The payout; its version is in `ETag`.', schema: PayoutWithItemsView },
    },
    handle: async ({ caller, params }) => {
      const payout = await getPayout(app.read, caller, params.id);
      const items = await listPayoutItems(app.read, payout.id);
      const names = await findPartnerNames(app.read, partnersOf([payout]));
      return ok(toPayoutWithItemsView(payout, names, items), etagOf(payout.rowVersion));
    },
  });

const partnersOf = (payouts: readonly Payout[]) => payouts.map(({ partnerId }) => partnerId);
