import { z } from 'zod';
import type { App } from '../app.ts';
import type { PartnerId } from '../core/ids.ts';
import { id, text } from '../http/fields.ts';
import { type Answer, type ApiRequest, ok, type Route, route } from '../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../http/row-version.ts';
import { findProgram } from '../programs/program.store.ts';
import { terminateAndVoid } from '../workflows/programs/terminate-partner.ts';
import { movePartner } from './partner.service.ts';
import { partnerReasons } from './partner.ts';
import { PartnerView, toPartnerView } from './partner.view.ts';
import type { PartnerMove } from './partner-move.ts';
import { getPartner } from './reachable-partner.ts';

type PartnerMoveApp = Pick<App, 'transact' | 'links'>;

const MoveBody = z
  .strictObject({ reason: z.enum(partnerReasons).optional(), note: text(500).optional() })
  .meta({ id: 'PartnerMove' });

const TerminationBody = MoveBody.extend({
  void_pending: z
    .boolean()
    .default(false)
    .meta({
      description:
        'Whether to void what is pending, with the reason partner_terminated; a reason is required then. Otherwise ' +
        'it becomes due and is paid. What is due or held stays as it is either way.',
    }),
})
  .refine(({ void_pending, reason }) => !void_pending || reason !== undefined, {
    message: 'is required with void_pending',
    path: ['reason'],
  })
  .meta({ id: 'PartnerTermination' });

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
  (Object.keys(summaries) as PartnerMove[]).map((move) =>
    move === 'termination' ? terminationRoute(app) : moveRoute(app, move),
  );

const terminationRoute = (app: PartnerMoveApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/partners/:id/termination',
    scope: 'write',
    tag: 'Partners',
    summary: summaries.termination,
    params: z.strictObject({ id: id('prt') }),
    body: TerminationBody,
    bodyOptional: true,
    answers: { 200: { description: 'The partner after the move.', schema: PartnerView } },
    handle: async (asked) => {
      const { void_pending: voidsPending, ...cause } = asked.body;
      if (!voidsPending) return await move(app, 'termination', { ...asked, body: cause });
      const { request, caller, origin, params } = asked;
      const termination = { ...cause, id: params.id, expectedVersion: readIfMatch(request) };
      const moved = await terminateAndVoid(app.transact, origin, app.links, caller, termination);
      return ok(toPartnerView(moved), etagOf(moved.rowVersion));
    },
  });

const moveRoute = (app: PartnerMoveApp, name: PartnerMove): Route =>
  route({
    method: 'POST',
    path: `/api/v1/partners/:id/${name}`,
    scope: 'write',
    tag: 'Partners',
    summary: summaries[name],
    params: z.strictObject({ id: id('prt') }),
    body: MoveBody,
    bodyOptional: true,
    answers: { 200: { description: 'The partner after the move.', schema: PartnerView } },
    handle: (asked) => move(app, name, asked),
  });

const move = async (
  app: PartnerMoveApp,
  name: PartnerMove,
  {
    request,
    caller,
    origin,
    params,
    body,
  }: ApiRequest<{ id: PartnerId }, unknown, z.output<typeof MoveBody>>,
): Promise<Answer> => {
  const moved = await app.transact(origin, async (work) => {
    const partner = await getPartner(work.tx, caller, params.id);
    assertRowVersion(readIfMatch(request), partner.rowVersion, 'partner');
    const program = await findProgram(work.tx, partner.programId);
    return await movePartner(work, app.links, partner, name, program?.partnerApproval ?? 'manual', body);
  });
  return ok(toPartnerView(moved), etagOf(moved.rowVersion));
};
