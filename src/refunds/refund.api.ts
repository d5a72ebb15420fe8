import { z } from 'zod';
import type { App } from '../app.ts';
import { getConversion } from '../conversions/reachable-conversion.ts';
import { readCursor, toPage } from '../core/page.ts';
import { visibleProgram } from '../http/caller.ts';
import { id, pageQuery, reference } from '../http/fields.ts';
import { type Answer, ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { recordRefund } from '../workflows/refunds/record-refund.ts';
import { RefundAnswerView } from '../workflows/refunds/refund-answer.ts';
import { listRefunds } from './refund.store.ts';
import { refundKinds, refundTransitions } from './refund.ts';
import { RefundView, toRefundView } from './refund.view.ts';
import { ConversionRefundBody, readConversionRefund } from './refund-body.ts';

type RefundApp = Pick<App, 'clock' | 'read' | 'transact'>;

const tag = 'Refunds';
const pageOfRefunds = { 200: { description: 'Refunds, newest first.', schema: pageOf(RefundView) } };

export const refundRoutes = (app: RefundApp): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/refunds',
    scope: 'read',
    tag,
    summary: 'List refunds and chargebacks, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      conversion_id: id('cnv').optional(),
      order_id: reference(255).optional().describe('As the refund named it.'),
      refund_id: reference(255).optional(),
      kind: z.enum(refundKinds).optional(),
      state: z.enum(refundTransitions.states).optional(),
    }),
    answers: pageOfRefunds,
    handle: async ({ caller, query }) => {
      const filter = {
        programId: visibleProgram(caller, query.program_id),
        conversionId: query.conversion_id,
        orderReference: query.order_id,
        refundId: query.refund_id,
        kind: query.kind,
        state: query.state,
      };
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      return ok(toPage(await listRefunds(app.read, filter, page), query.limit, toRefundView));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/conversions/:id/refunds',
    scope: 'read',
    tag,
    summary: 'List the refunds of a conversion, newest first',
    params: z.strictObject({ id: id('cnv') }),
    query: pageQuery,
    answers: pageOfRefunds,
    handle: async ({ caller, params, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      await getConversion(app.read, caller, params.id);
      const refunds = await listRefunds(app.read, { conversionId: params.id }, page);
      return ok(toPage(refunds, query.limit, toRefundView));
    },
  }),
  refundConversionRoute(app),
];

const refundConversionRoute = (app: RefundApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/conversions/:id/refund',
    scope: 'write',
    tag,
    summary: 'Refund a conversion',
    description:
      'As POST /track/refund, by a person. It needs a refund_id or an idempotency key, so that a double click ' +
      'refunds once.',
    params: z.strictObject({ id: id('cnv') }),
    body: ConversionRefundBody,
    bodyOptional: true,
    answers: {
      201: { description: 'Recorded now.', schema: RefundAnswerView },
      200: { description: 'Recorded before: the first answer again.', schema: RefundAnswerView },
    },
    handle: async ({ caller, origin, params, body, request }) => {
      await getConversion(app.read, caller, params.id);
      const input = { idempotencyKey: request.headers.get('idempotency-key'), now: app.clock.now() };
      const refund = readConversionRefund(body, input, params.id);
      const reply = await app.transact(origin, (work) => recordRefund(work, caller, refund));
      return answerOf(reply);
    },
  });

const answerOf = ({ replayed, json }: { replayed: boolean; json: string }): Answer =>
  replayed ? { status: 200, json, headers: { 'idempotent-replayed': 'true' } } : { status: 201, json };
