import { z } from 'zod';
import type { App } from '../app.ts';
import { id, text } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../http/row-version.ts';
import {
  approvePayoutBatch,
  beginBatchCompletion,
  cancelPayoutBatch,
} from '../workflows/payouts/move-payout-batch.ts';
import { runBatch, unitsPerRequest } from '../workflows/payouts/run-payout-batches.ts';
import { batchNow, planOf } from './batch-now.api.ts';
import { PayoutBatchNowView } from './payout-batch.view.ts';
import { CompletionBody, paidAtOf } from './payout-move.api.ts';
import { getPayoutBatch } from './reachable-payout.ts';

type MoveApp = Pick<App, 'read' | 'transact'>;

const tag = 'Payout batches';
const params = z.strictObject({ id: id('bat') });
const answers = { 200: { description: 'The batch after the move.', schema: PayoutBatchNowView } };

export const payoutBatchMoveRoutes = (app: MoveApp): Route[] => [
  approvalRoute(app),
  cancellationRoute(app),
  completionRoute(app),
];

const approvalRoute = (app: MoveApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/payout-batches/:id/approval',
    scope: 'payouts',
    tag,
    summary: 'Approves a draft and makes its payouts',
    description:
      'By what is due at this moment up to the cut-off; `differences` says where that is not what was drafted. Where the program wants two approvals, two different keys or people must give them; whoever drafted the batch may be one of them. Many payouts are made a few at a time: `in_progress` says whether some are still to come.',
    params,
    body: z.strictObject({ note: text(500).optional() }).meta({ id: 'PayoutBatchApproval' }),
    bodyOptional: true,
    answers,
    handle: async ({ request, caller, origin, params, body }) => {
      const expected = readIfMatch(request);
      const plan = await planOf(app.read, await getPayoutBatch(app.read, caller, params.id));
      const batch = await app.transact(origin, async (work) => {
        const found = await getPayoutBatch(work.tx, caller, params.id);
        assertRowVersion(expected, found.rowVersion, 'payout batch');
        return await approvePayoutBatch(work, found, body.note ?? null);
      });
      await runBatch(app.transact, batch, unitsPerRequest);
      const now = await getPayoutBatch(app.read, caller, params.id);
      return ok(await batchNow(app.read, now, plan), etagOf(now.rowVersion));
    },
  });

const cancellationRoute = (app: MoveApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/payout-batches/:id/cancellation',
    scope: 'payouts',
    tag,
    summary: 'Gives a draft up',
    description: 'The payouts of an approved batch are canceled one by one.',
    params,
    body: z.strictObject({}),
    bodyOptional: true,
    answers,
    handle: async ({ request, caller, origin, params }) => {
      const expected = readIfMatch(request);
      const batch = await app.transact(origin, async (work) => {
        const found = await getPayoutBatch(work.tx, caller, params.id);
        assertRowVersion(expected, found.rowVersion, 'payout batch');
        return await cancelPayoutBatch(work, found);
      });
      return ok(await batchNow(app.read, batch), etagOf(batch.rowVersion));
    },
  });

const completionRoute = (app: MoveApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/payout-batches/:id/completion',
    scope: 'payouts',
    tag,
    summary: 'Marks all open payouts of a batch as paid, with one reference',
    description:
      'Payouts that are scheduled for a suspended partner stay as they are. Many are completed a few at a time: `in_progress` says whether some are still to come.',
    params,
    body: CompletionBody,
    answers,
    handle: async ({ request, caller, origin, params, body }) => {
      const expected = readIfMatch(request);
      const batch = await app.transact(origin, async (work) => {
        const found = await getPayoutBatch(work.tx, caller, params.id);
        assertRowVersion(expected, found.rowVersion, 'payout batch');
        const paidAt = paidAtOf(body.paid_at, work.now, found.approvedAt ?? found.createdAt);
        return await beginBatchCompletion(work, found, { reference: body.reference, paidAt });
      });
      await runBatch(app.transact, batch, unitsPerRequest);
      const now = await getPayoutBatch(app.read, caller, params.id);
      return ok(await batchNow(app.read, now), etagOf(now.rowVersion));
    },
  });
