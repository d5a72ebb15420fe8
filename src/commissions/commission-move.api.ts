import { z } from 'zod';
import type { App } from '../app.ts';
import type { CommissionId } from '../core/ids.ts';
import type { Work } from '../database/work.ts';
import { id, text } from '../http/fields.ts';
import { type ApiRequest, ok, type Route, route } from '../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../http/row-version.ts';
import { approveCommission } from '../workflows/commissions/approve-commission.ts';
import { holdCommission, releaseCommission } from '../workflows/commissions/hold-commission.ts';
import { voidCommission } from '../workflows/commissions/void-commission.ts';
import { type Commission, personalVoidReasons } from './commission.ts';
import { CommissionView, toCommissionView } from './commission.view.ts';
import { getCommission } from './reachable-commission.ts';

const note = text(500);
const NoteBody = z.strictObject({ note: note.optional() }).meta({ id: 'CommissionNote' });
const HoldBody = z
  .strictObject({ reason: z.literal('manual').default('manual'), note })
  .meta({ id: 'CommissionHold' });
const VoidBody = z
  .strictObject({ reason: z.enum(personalVoidReasons).default('manual'), note })
  .meta({ id: 'CommissionVoid' });

type MoveApp = Pick<App, 'transact'>;

const shared = {
  method: 'POST' as const,
  scope: 'write' as const,
  tag: 'Commissions',
  params: z.strictObject({ id: id('com') }),
  answers: { 200: { description: 'The commission after the move.', schema: CommissionView } },
};

export const commissionMoveRoutes = (app: MoveApp): Route[] => [
  approvalRoute(app),
  holdRoute(app),
  releaseRoute(app),
  voidRoute(app),
];

const approvalRoute = (app: MoveApp): Route =>
  route({
    ...shared,
    path: '/api/v1/commissions/:id/approval',
    summary: 'Approve a commission',
    description:
      'Needed where the program approves by hand. It becomes due once its hold is over too; an approval before that ' +
      'is remembered. Approving twice changes nothing. Unpaid adjustments of it are approved with it.',
    body: NoteBody,
    bodyOptional: true,
    handle: (request) =>
      move(app, request, (work, it) => approveCommission(work, it, request.body.note ?? null)),
  });

const holdRoute = (app: MoveApp): Route =>
  route({
    ...shared,
    path: '/api/v1/commissions/:id/hold',
    summary: 'Hold an unpaid commission back',
    description: 'Until it is released. Unpaid adjustments of it are held with it.',
    body: HoldBody,
    handle: (request) => move(app, request, (work, it) => holdCommission(work, it, request.body.note)),
  });

const releaseRoute = (app: MoveApp): Route =>
  route({
    ...shared,
    path: '/api/v1/commissions/:id/release',
    summary: 'Release a commission that a person holds',
    description: 'It stays held as long as there is another reason, such as a fraud case.',
    body: NoteBody,
    bodyOptional: true,
    handle: (request) =>
      move(app, request, (work, it) => releaseCommission(work, it, request.body.note ?? null)),
  });

const voidRoute = (app: MoveApp): Route =>
  route({
    ...shared,
    path: '/api/v1/commissions/:id/void',
    summary: 'Void an unpaid commission, for good',
    description:
      'Unpaid adjustments of it are voided with it. One that is paid, or in a payout, can only be adjusted.',
    body: VoidBody,
    handle: (request) => move(app, request, (work, it) => voidCommission(work, it, request.body)),
  });

const move = async (
  app: MoveApp,
  { request, caller, origin, params }: ApiRequest<{ id: CommissionId }, unknown, unknown>,
  act: (work: Work, commission: Commission) => Promise<Commission>,
) => {
  const moved = await app.transact(origin, async (work) => {
    const commission = await getCommission(work.tx, caller, params.id);
    assertRowVersion(readIfMatch(request), commission.rowVersion, 'commission');
    return await act(work, commission);
  });
  return ok(toCommissionView(moved), etagOf(moved.rowVersion));
};
