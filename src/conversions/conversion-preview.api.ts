import { z } from 'zod';
import type { App } from '../app.ts';
import { AssignmentBody, toAssignmentOrder } from '../attribution/assignment.body.ts';
import type { ConversionId } from '../core/ids.ts';
import type { Work } from '../database/work.ts';
import { id } from '../http/fields.ts';
import { type ApiRequest, ok, type Route, route } from '../http/route.ts';
import { ConversionRefundBody, readConversionRefund } from '../refunds/refund-body.ts';
import { assignConversion } from '../workflows/assignment/assign-conversion.ts';
import { qualifyLater } from '../workflows/earning/qualify-conversion-later.ts';
import { rejectConversion } from '../workflows/earning/reject-conversion.ts';
import { previewChange } from '../workflows/previewing/preview-change.ts';
import { recordRefund } from '../workflows/refunds/record-refund.ts';
import { ChangePreviewView, toChangePreviewView } from './change-preview.view.ts';
import type { Conversion } from './conversion.ts';
import { QualificationBody, RejectionBody } from './conversion-move.api.ts';
import { getConversion } from './reachable-conversion.ts';

type PreviewApp = Pick<App, 'clock' | 'transact'>;

const shared = {
  method: 'POST' as const,
  scope: 'write' as const,
  tag: 'Conversions',
  changesNothing: true,
  description:
    'Takes the same body, runs the same steps and is refused the same way, in a unit of work that is undone. ' +
    'Nothing is stored, sent or used up.',
  params: z.strictObject({ id: id('cnv') }),
  answers: { 200: { description: 'What it would come to.', schema: ChangePreviewView } },
};

/** Before every decision about a conversion: who would lose and earn what by it. */
export const conversionPreviewRoutes = (app: PreviewApp): Route[] => [
  route({
    ...shared,
    path: '/api/v1/conversions/:id/qualification/preview',
    summary: 'What qualifying a conversion would come to',
    body: QualificationBody,
    bodyOptional: true,
    handle: (request) =>
      preview(app, request, (work, it) => qualifyLater(work, it, request.body.note ?? null)),
  }),
  route({
    ...shared,
    path: '/api/v1/conversions/:id/rejection/preview',
    summary: 'What rejecting a conversion would come to',
    body: RejectionBody,
    handle: (request) =>
      preview(app, request, (work, it) =>
        rejectConversion(work, it, { reason: request.body.reason, note: request.body.note ?? null }),
      ),
  }),
  route({
    ...shared,
    path: '/api/v1/conversions/:id/assignment/preview',
    summary: 'What giving a conversion to a partner would come to',
    body: AssignmentBody,
    handle: (request) =>
      preview(app, request, (work, it) => assignConversion(work, it, toAssignmentOrder(request.body))),
  }),
  route({
    ...shared,
    path: '/api/v1/conversions/:id/refund/preview',
    summary: 'What refunding a conversion would come to',
    body: ConversionRefundBody,
    bodyOptional: true,
    handle: (request) =>
      preview(app, request, async (work, it) => {
        const input = { idempotencyKey: `preview:${request.origin.requestId}`, now: app.clock.now() };
        await recordRefund(work, request.caller, readConversionRefund(request.body, input, it.id));
      }),
  }),
];

const preview = async (
  { transact }: PreviewApp,
  { caller, origin, params }: ApiRequest<{ id: ConversionId }, unknown, unknown>,
  decide: (work: Work, conversion: Conversion) => Promise<unknown>,
) => {
  const previewed = await previewChange(transact, origin, async (work) => {
    await decide(work, await getConversion(work.tx, caller, params.id));
    return params.id;
  });
  return ok(toChangePreviewView(previewed));
};
