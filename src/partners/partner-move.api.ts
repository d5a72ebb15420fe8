import { z } from 'zod';
import type { App } from '../app.ts';
import { id, text } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../http/row-version.ts';
import { findProgram } from '../programs/program.store.ts';
import { movePartner } from './partner.service.ts';
import { partnerReasons } from './partner.ts';
import { PartnerView, toPartnerView } from './partner.view.ts';
import type { PartnerMove } from './partner-move.ts';
import { getPartner } from './reachable-partner.ts';

type PartnerMoveApp = Pick<App, 'transact' | 'links'>;

const MoveBody = z
  .strictObject({ reason: z.enum(partnerReasons).optional(), note: text(500).optional() })
  .meta({ id: 'PartnerMove' });

const summaries: Readonly<Record<PartnerMove, string>> = {
  acceptance:
    'Accepts an invitation for the partner: approved, or pending where the program approves by hand',
  declination: 'Declines an invitation for the partner',
  approval: 'Approves an invited or pending partner',
  rejection: 'Rejects a pending partner',
  reopening: 'Takes a rejected partner back into review',
  suspension: 'Suspends a partner: nothing new is credited, payouts are frozen, commissions are kept',
  reinstatement: 'Lifts a suspension',
  termination: 'Removes a partner from the program; what is due is still paid',
};

export const partnerMoveRoutes = (app: PartnerMoveApp): Route[] =>
  (Object.keys(summaries) as PartnerMove[]).map((move) => moveRoute(app, move));

const moveRoute = (app: PartnerMoveApp, move: PartnerMove): Route =>
  route({
    method: 'POST',
    path: `/api/v1/partners/:id/${move}`,
    scope: 'write',
    tag: 'Partners',
    summary: summaries[move],
    params: z.strictObject({ id: id('prt') }),
    body: MoveBody,
    bodyOptional: true,
    answers: { 200: { description: 'The partner after the move.', schema: PartnerView } },
    handle: async ({ request, caller, origin, params, body }) => {
      const moved = await app.transact(origin, async (work) => {
        const partner = await getPartner(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), partner.rowVersion, 'partner');
        const program = await findProgram(work.tx, partner.programId);
        return await movePartner(work, app.links, partner, move, program?.partnerApproval ?? 'manual', body);
      });
      return ok(toPartnerView(moved), etagOf(moved.rowVersion));
    },
  });
