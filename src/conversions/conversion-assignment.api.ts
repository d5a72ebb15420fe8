import { z } from 'zod';
import type { App } from '../app.ts';
import { AssignmentBody, toAssignmentOrder } from '../attribution/assignment.body.ts';
import { id } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../http/row-version.ts';
import { assignConversion } from '../workflows/assignment/assign-conversion.ts';
import { ConversionDetailView, toConversionDetailView } from './conversion.view.ts';
import { getConversion } from './reachable-conversion.ts';

export const conversionAssignmentRoutes = (app: Pick<App, 'transact'>): Route[] => [
  route({
    method: 'POST',
    path: '/api/v1/conversions/:id/assignment',
    scope: 'write',
    tag: 'Conversions',
    summary: 'Give a conversion to a partner, or to nobody',
    description:
      'Claims one that nobody earned, moves it to another partner, or takes it away. The partner earns by the rules ' +
      'that were in force when it was received and by the tier of the day it occurred, less what was refunded since. ' +
      'Whose it was loses what it earned them: what is unpaid is voided, what was paid is clawed back by a line that ' +
      'is due at once. Refused while a payout with a commission of it is under way. A conversion in review or ' +
      'rejected changes hands and earns nothing until it is qualified. A customer without a referral is referred by ' +
      'it; one who has another partner stays theirs: assign the customer for that. Repeating it changes nothing. ' +
      'Send If-Match so that of two people one wins.',
    params: z.strictObject({ id: id('cnv') }),
    body: AssignmentBody,
    answers: {
      200: { description: 'The conversion with its new partner.', schema: ConversionDetailView },
    },
    handle: async ({ request, caller, origin, params, body }) => {
      const assigned = await app.transact(origin, async (work) => {
        const conversion = await getConversion(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), conversion.rowVersion, 'conversion');
        return await assignConversion(work, conversion, toAssignmentOrder(body));
      });
      return ok(toConversionDetailView(assigned), etagOf(assigned.rowVersion));
    },
  }),
];
