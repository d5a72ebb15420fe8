import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Instant } from '../../core/clock.ts';
import { invalidField, notFound } from '../../core/errors.ts';
import type { EndpointId, EventId, RecoveryId } from '../../core/ids.ts';
import { readCursor, toPage } from '../../core/page.ts';
import type { Db } from '../../database/work.ts';
import { findEvent } from '../../events/event.store.ts';
import type { Reach } from '../../http/caller.ts';
import { id, pageQuery } from '../../http/fields.ts';
import { ok, type Route, route } from '../../http/route.ts';
import { pageOf } from '../../http/views.ts';
import { getEndpoint, getEndpointScope } from '../endpoints/reachable-endpoint.ts';
import { estimateRecovery } from './estimate.ts';
import { findOutcome } from './outcome.store.ts';
import { isOneMoment, oneMomentOnly, RecoveryBody, RecoveryPreviewQuery } from './recovery.body.ts';
import { cancelRecovery, searchFor, startRecovery } from './recovery.service.ts';
import { findRecovery, listRecoveries } from './recovery.store.ts';
import type { Recovery } from './recovery.ts';
import {
  RecoveryDetailView,
  RecoveryPreviewView,
  RecoveryView,
  toRecoveryDetailView,
  toRecoveryPreviewView,
  toRecoveryView,
} from './recovery.view.ts';

type RecoveryApp = Pick<App, 'read' | 'transact' | 'clock'>;

const ofEndpoint = z.strictObject({ id: id('whe') });
const byId = z.strictObject({ id: id('whe'), recovery_id: id('rec') });
const oneRecovery = {
  description: 'The recovery and what became of its deliveries.',
  schema: RecoveryDetailView,
};

export const recoveryRoutes = (app: RecoveryApp): Route[] => [
  start(app),
  preview(app),
  list(app),
  read(app),
  cancel(app),
];

const start = (app: RecoveryApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/webhook-endpoints/:id/recovery',
    scope: 'write',
    tag: 'Webhooks',
    summary: 'Sends an endpoint everything again that failed or was missed since a moment',
    description:
      'Goes on in the background, over restarts too, and gives way to what happens meanwhile. It covers what there is now, tests apart; one at a time runs for an endpoint, which must be active.',
    params: ofEndpoint,
    body: RecoveryBody,
    answers: {
      200: { description: 'The same recovery is running already.', schema: RecoveryView },
      202: { description: 'It has been started.', schema: RecoveryView },
    },
    handle: async ({ caller, origin, params, body }) => {
      const { recovery, isNew } = await app.transact(origin, async (work) => {
        const endpoint = await getEndpoint(work.tx, caller, params.id);
        const since = await momentOf(work.tx, caller, work.now, body);
        return startRecovery(work, endpoint, { since, include: body.include, perSecond: body.per_second });
      });
      return { status: isNew ? 202 : 200, body: toRecoveryView(recovery) };
    },
  });

const preview = (app: RecoveryApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/webhook-endpoints/:id/recovery/preview',
    changesNothing: true,
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Counts what a recovery would send',
    params: ofEndpoint,
    query: RecoveryPreviewQuery,
    answers: { 200: { description: 'How much there is, as things are now.', schema: RecoveryPreviewView } },
    handle: async ({ caller, params, query }) => {
      const endpoint = await getEndpoint(app.read, caller, params.id);
      const since = await momentOf(app.read, caller, app.clock.now(), query);
      const ask = { since, include: query.include };
      const found = await estimateRecovery(app.read, endpoint, await searchFor(app.read, ask));
      return ok(toRecoveryPreviewView(ask, found));
    },
  });

const list = (app: RecoveryApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/webhook-endpoints/:id/recoveries',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Lists the recoveries of an endpoint, newest first',
    description: 'Those of a deleted endpoint can still be read, here and one by one.',
    params: ofEndpoint,
    query: pageQuery,
    answers: { 200: { description: 'One page of recoveries.', schema: pageOf(RecoveryView) } },
    handle: async ({ caller, params, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const endpoint = await getEndpointScope(app.read, caller, params.id);
      return ok(toPage(await listRecoveries(app.read, endpoint.id, page), query.limit, toRecoveryView));
    },
  });

const read = (app: RecoveryApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/webhook-endpoints/:id/recoveries/:recovery_id',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Reads a recovery with its progress',
    params: byId,
    answers: { 200: oneRecovery },
    handle: async ({ caller, params }) => {
      const recovery = await getRecovery(app.read, caller, params.id, params.recovery_id);
      return ok(toRecoveryDetailView(recovery, await findOutcome(app.read, recovery)));
    },
  });

const cancel = (app: RecoveryApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/webhook-endpoints/:id/recoveries/:recovery_id/cancellation',
    scope: 'write',
    tag: 'Webhooks',
    summary: 'Cancels a recovery',
    description:
      'What it has made due and nobody has begun to send becomes `canceled`, and is found by the next recovery.',
    params: byId,
    body: z.strictObject({}),
    bodyOptional: true,
    answers: { 200: oneRecovery },
    handle: async ({ caller, origin, params }) => {
      const cancelMore = () =>
        app.transact(origin, async (work) =>
          cancelRecovery(work, await getRecovery(work.tx, caller, params.id, params.recovery_id)),
        );
      while (!(await cancelMore()));
      const recovery = await getRecovery(app.read, caller, params.id, params.recovery_id);
      return ok(toRecoveryDetailView(recovery, await findOutcome(app.read, recovery)));
    },
  });

interface AskedMoment {
  readonly since?: Instant | undefined;
  readonly since_event_id?: EventId | undefined;
}

/** @throws DomainError `invalid_request` naming the field that names no moment before now */
const momentOf = async (db: Db, reach: Reach, now: Instant, asked: AskedMoment): Promise<Instant> => {
  const { since, since_event_id } = asked;
  if (!isOneMoment(asked)) throw invalidField(...oneMomentOnly);
  if (since !== undefined && since > now) throw invalidField('since', 'must not lie in the future');
  if (since !== undefined) return since;
  const event = since_event_id && (await findEvent(db, since_event_id));
  if (!event || (reach.programId !== null && reach.programId !== event.programId)) {
    throw invalidField('since_event_id', 'names no event that this key can reach');
  }
  return event.occurredAt;
};

const getRecovery = async (
  db: Db,
  reach: Reach,
  endpointId: EndpointId,
  recoveryId: RecoveryId,
): Promise<Recovery> => {
  const endpoint = await getEndpointScope(db, reach, endpointId);
  const recovery = await findRecovery(db, recoveryId);
  if (recovery?.endpointId !== endpoint.id) throw notFound('recovery');
  return recovery;
};
