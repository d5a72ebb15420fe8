import { z } from 'zod';
import type { App } from '../app.ts';
import { notFound } from '../core/errors.ts';
import { readCursor, toPage } from '../core/page.ts';
import { assertReach, visibleProgram } from '../http/caller.ts';
import { id, pageQuery, reference } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { findConversion, listConversions } from './conversion.store.ts';
import { type Conversion, conversionTransitions } from './conversion.ts';
import { AttributionView, ConversionView, toAttributionView, toConversionView } from './conversion.view.ts';

const DetailView = ConversionView.extend({ attribution: AttributionView }).meta({ id: 'ConversionDetail' });

const toDetail = (conversion: Conversion): z.input<typeof DetailView> => ({
  ...toConversionView(conversion),
  attribution: toAttributionView(conversion),
});

export const conversionRoutes = (app: Pick<App, 'read'>): Route[] => [
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
      attributed: z
        .enum(['true', 'false'])
        .transform((value) => value === 'true')
        .optional(),
    }),
    answers: {
      200: {
        description: 'A page of conversions.',
        schema: z.strictObject({ data: z.array(DetailView), next_cursor: z.string().nullable() }),
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
      };
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      return ok(toPage(await listConversions(app.read, filter, page), query.limit, toDetail));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/conversions/:id',
    scope: 'read',
    tag: 'Conversions',
    summary: 'One conversion with everybody who could have earned it',
    params: z.strictObject({ id: id('cnv') }),
    answers: { 200: { description: 'The conversion.', schema: DetailView } },
    handle: async ({ caller, params }) => {
      const conversion = await findConversion(app.read, params.id);
      if (!conversion) throw notFound('conversion');
      assertReach(caller, conversion.programId, 'conversion');
      return ok(toDetail(conversion));
    },
  }),
];
