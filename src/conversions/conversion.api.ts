import { z } from 'zod';
import type { App } from '../app.ts';
import { readCursor, toPage } from '../core/page.ts';
import { visibleProgram } from '../http/caller.ts';
import { id, pageQuery, reference } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { etagOf } from '../http/row-version.ts';
import { findPartnerNames } from '../partners/partner-name.store.ts';
import { refundStatuses } from '../refunds/refund.ts';
import { type Conversion, conversionTransitions } from './conversion.ts';
import {
  ConversionDetailView,
  ListedConversionView,
  toConversionDetailView,
  toListedConversionView,
} from './conversion.view.ts';
import { listConversions } from './conversion-list.store.ts';
import { getConversion } from './reachable-conversion.ts';

const trueOrFalse = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .optional();

export const conversionRoutes = (app: Pick<App, 'read'>): Route[] => [listRoute(app), readRoute(app)];

const listRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/conversions',
    scope: 'read',
    tag: 'Conversions',
    summary: 'List conversions, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      partner_id: id('prt').optional(),
      customer_id: id('cus').optional(),
      order_id: reference(255).optional().describe('Any name of the order, an alias too.'),
      type: z.string().max(40).optional(),
      state: z.enum(conversionTransitions.states).optional(),
      attributed: trueOrFalse,
      refund_status: z.enum(refundStatuses).optional(),
      refunded: trueOrFalse.describe('Whether anything of it was given back.'),
    }),
    answers: {
      200: {
        description: 'A page of conversions.',
        schema: z.strictObject({ data: z.array(ListedConversionView), next_cursor: z.string().nullable() }),
      },
    },
    handle: async ({ caller, query }) => {
      const filter = {
        programId: visibleProgram(caller, query.program_id),
        partnerId: query.partner_id,
        customerId: query.customer_id,
        orderId: query.order_id,
        type: query.type,
        state: query.state,
        attributed: query.attributed,
        refundStatus: query.refund_status,
        refunded: query.refunded,
      };
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const rows = await listConversions(app.read, filter, page);
      const names = await findPartnerNames(
        app.read,
        rows.flatMap(({ partnerId }) => partnerId ?? []),
      );
      const nameOf = ({ partnerId }: Conversion) => (partnerId ? names.get(partnerId) : undefined);
      return ok(toPage(rows, query.limit, (row) => toListedConversionView(row, nameOf(row))));
    },
  });

const readRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/conversions/:id',
    scope: 'read',
    tag: 'Conversions',
    summary: 'One conversion with everybody who could have earned it',
    params: z.strictObject({ id: id('cnv') }),
    answers: { 200: { description: 'The conversion.', schema: ConversionDetailView } },
    handle: async ({ caller, params }) => {
      const conversion = await getConversion(app.read, caller, params.id);
      return ok(toConversionDetailView(conversion), etagOf(conversion.rowVersion));
    },
  });
