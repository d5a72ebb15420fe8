import { z } from 'zod';
import type { App } from '../app.ts';
import { id } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { explainConversion } from '../workflows/earning/explain-conversion.ts';
import { ExplanationView, toExplanationView } from './explanation.view.ts';
import { getConversion } from './reachable-conversion.ts';

export const conversionExplanationRoutes = (app: Pick<App, 'read'>): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/conversions/:id/explanation',
    scope: 'read',
    tag: 'Conversions',
    summary: 'Why a conversion earned whom how much, in plain words',
    description:
      'Made from what was stored when it was decided, so that it stays true whatever is changed later: who could ' +
      'have earned it and why each did or did not, which rule paid and which were passed over, tier, caps, rates, ' +
      'refunds since, when it becomes or became due, and who assigned it.',
    params: z.strictObject({ id: id('cnv') }),
    answers: { 200: { description: 'The explanation.', schema: ExplanationView } },
    handle: async ({ caller, params }) => {
      const conversion = await getConversion(app.read, caller, params.id);
      return ok(toExplanationView(await explainConversion(app.read, conversion)));
    },
  }),
];
