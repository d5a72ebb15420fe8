import { z } from 'zod';
import type { App } from '../app.ts';
import { hashBody } from '../conversions/body-hash.ts';
import type { Instant } from '../core/clock.ts';
import { invalidField } from '../core/errors.ts';
import { readCursor, toPage } from '../core/page.ts';
import { type Reach, visibleProgram } from '../http/caller.ts';
import { id, pageQuery } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { etagOf } from '../http/row-version.ts';
import { pageOf } from '../http/views.ts';
import type { Program } from '../programs/program.ts';
import { draftPayoutBatch } from '../workflows/payouts/draft-payout-batch.ts';
import { assertPartnersOf, resolvePayingProgram } from '../workflows/payouts/paying-program.ts';
import { draftedOf, planPayouts } from '../workflows/payouts/plan-payouts.ts';
import { batchNow } from './batch-now.api.ts';
import { agreedKey, NewPayoutBatchBody, PayoutPlanBody } from './payout-batch.body.ts';
import { listPayoutBatches } from './payout-batch.store.ts';
import { type PayoutSelection, payoutBatchTransitions } from './payout-batch.ts';
import { PayoutBatchNowView, PayoutBatchView, toPayoutBatchView } from './payout-batch.view.ts';
import { PayoutPlanView, toPayoutPlanView } from './payout-plan.view.ts';
import { getPayoutBatch } from './reachable-payout.ts';

type BatchApp = Pick<App, 'read' | 'transact' | 'clock'>;
const tag = 'Payout batches';

export const payoutBatchRoutes = (app: BatchApp): Route[] => [
  listRoute(app),
  previewRoute(app),
  draftRoute(app),
  readRoute(app),
];

const listRoute = (app: BatchApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/payout-batches',
    scope: 'read',
    tag,
    summary: 'List payout batches, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      state: z.enum(payoutBatchTransitions.states).optional(),
    }),
    answers: { 200: { description: 'A page of batches.', schema: pageOf(PayoutBatchView) } },
    handle: async ({ caller, query }) => {
      const filter = { programId: visibleProgram(caller, query.program_id), state: query.state };
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      return ok(toPage(await listPayoutBatches(app.read, filter, page), query.limit, toPayoutBatchView));
    },
  });

const previewRoute = (app: BatchApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/payout-batches/preview',
    changesNothing: true,
    scope: 'payouts',
    tag,
    summary: 'Shows what a batch would pay now, and what not and why',
    description: 'Stores nothing.',
    body: PayoutPlanBody,
    bodyOptional: true,
    answers: { 200: { description: 'What would be paid.', schema: PayoutPlanView } },
    handle: async ({ caller, body }) => {
      const { program, selection } = await selectionOf(app, caller, body);
      return ok(toPayoutPlanView(selection, await planPayouts(app.read, program, selection)));
    },
  });

const draftRoute = (app: BatchApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/payout-batches',
    scope: 'payouts',
    tag,
    summary: 'Drafts a batch of payouts',
    description:
      'A draft says whose money is to be paid and reserves nothing. Its payouts are made when it is approved, by what is due then.',
    body: NewPayoutBatchBody,
    answers: {
      201: { description: 'The draft.', schema: PayoutBatchNowView },
      200: {
        description:
          'Drafted before by the same key: the batch as it is now, with `Idempotent-Replayed: true`.',
        schema: PayoutBatchNowView,
      },
    },
    handle: async ({ request, caller, origin, body }) => {
      const key = agreedKey(body.idempotency_key, request.headers.get('idempotency-key'));
      const { program, selection } = await selectionOf(app, caller, body);
      const plan = await planPayouts(app.read, program, selection);
      const draft = {
        ...{ program, selection, drafted: draftedOf(plan), note: body.note ?? null },
        key: key === null ? null : { key, bodyHash: hashBody(body) },
      };
      const { batch, replayed } = await app.transact(origin, (work) => draftPayoutBatch(work, draft));
      const headers = { ...etagOf(batch.rowVersion), ...(replayed && { 'idempotent-replayed': 'true' }) };
      return { status: replayed ? 200 : 201, body: await batchNow(app.read, batch), headers };
    },
  });

const readRoute = (app: BatchApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/payout-batches/:id',
    scope: 'read',
    tag,
    summary: 'One batch with what it pays, or would pay now',
    params: z.strictObject({ id: id('bat') }),
    answers: { 200: { description: 'The batch; its version is in `ETag`.', schema: PayoutBatchNowView } },
    handle: async ({ caller, params }) => {
      const batch = await getPayoutBatch(app.read, caller, params.id);
      return ok(await batchNow(app.read, batch), etagOf(batch.rowVersion));
    },
  });

const selectionOf = async (
  { read, clock }: BatchApp,
  reach: Reach,
  body: z.output<typeof PayoutPlanBody>,
): Promise<{ program: Program; selection: PayoutSelection }> => {
  const program = await resolvePayingProgram(read, reach, body.program_id);
  const partnerIds = body.partner_ids ? await assertPartnersOf(read, program, body.partner_ids) : null;
  const selection = {
    programId: program.id,
    cutOffAt: cutOffOf(body.cut_off_at, clock.now()),
    partnerIds,
    currency: body.currency ?? null,
    minimums: body.minimums ?? {},
  };
  return { program, selection };
};

const cutOffOf = (asked: Instant | undefined, now: Instant): Instant => {
  if (asked === undefined) return now;
  if (asked > now) throw invalidField('cut_off_at', 'must not be in the future');
  return asked;
};
