import { z } from 'zod';
import type { App } from '../app.ts';
import type { ConversionId } from '../core/ids.ts';
import type { Work } from '../database/work.ts';
import { id, text } from '../http/fields.ts';
import { type ApiRequest, ok, type Route, route } from '../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../http/row-version.ts';
import { qualifyLater } from '../workflows/earning/qualify-conversion-later.ts';
import { rejectConversion } from '../workflows/earning/reject-conversion.ts';
import { type Conversion, personalRejectionReasons } from './conversion.ts';
import { ConversionDetailView, toConversionDetailView } from './conversion.view.ts';
import { getConversion } from './reachable-conversion.ts';

const note = text(500).optional();

export const QualificationBody = z.strictObject({ note }).meta({ id: 'ConversionQualification' });
export const RejectionBody = z
  .strictObject({ reason: z.enum(personalRejectionReasons), note })
  .meta({ id: 'ConversionRejection' });

const params = z.strictObject({ id: id('cnv') });
const answers = { 200: { description: 'The conversion after the move.', schema: ConversionDetailView } };
const tag = 'Conversions';

export const conversionMoveRoutes = (app: Pick<App, 'transact'>): Route[] => [
  route({
    method: 'POST',
    path: '/api/v1/conversions/:id/qualification',
    scope: 'write',
    tag,
    summary: 'Qualify a conversion that is in review or rejected',
    description:
      'The first time it earns by the commission rules that were in force when it was received, whenever that is ' +
      'decided. One that was rejected after it had earned gets back exactly what the rejection took: voided ' +
      'commissions as new ones with the same terms, clawed back ones by undoing the clawback.',
    params,
    body: QualificationBody,
    bodyOptional: true,
    answers,
    handle: (request) =>
      move(app, request, (work, conversion) => qualifyLater(work, conversion, request.body.note ?? null)),
  }),
  route({
    method: 'POST',
    path: '/api/v1/conversions/:id/rejection',
    scope: 'write',
    tag,
    summary: 'Reject a conversion that is in review or qualified',
    description:
      'What it has earned and was not paid yet is voided; what was paid, or is in a payout, is clawed back by a ' +
      'line of its own that is due at once. A bonus stays: it is void by its own address.',
    params,
    body: RejectionBody,
    answers,
    handle: (request) =>
      move(app, request, (work, conversion) =>
        rejectConversion(work, conversion, { reason: request.body.reason, note: request.body.note ?? null }),
      ),
  }),
];

const move = async (
  app: Pick<App, 'transact'>,
  { request, caller, origin, params }: ApiRequest<{ id: ConversionId }, unknown, unknown>,
  act: (work: Work, conversion: Conversion) => Promise<Conversion>,
) => {
  const moved = await app.transact(origin, async (work) => {
    const conversion = await getConversion(work.tx, caller, params.id);
    assertRowVersion(readIfMatch(request), conversion.rowVersion, 'conversion');
    return await act(work, conversion);
  });
  return ok(toConversionDetailView(moved), etagOf(moved.rowVersion));
};
