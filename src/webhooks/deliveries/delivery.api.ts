import { z } from 'zod';
import type { App } from '../../app.ts';
import { notFound } from '../../core/errors.ts';
import type { DeliveryId } from '../../core/ids.ts';
import { readCursor, toPage } from '../../core/page.ts';
import type { Db } from '../../database/work.ts';
import { resolveEventType } from '../../events/catalogue.ts';
import { assertReach, type Reach, visibleProgram } from '../../http/caller.ts';
import { id, instant, pageQuery } from '../../http/fields.ts';
import { type Answer, ok, type Route, route } from '../../http/route.ts';
import { pageOf } from '../../http/views.ts';
import { findAttempts } from './attempt.store.ts';
import { retryDelivery } from './delivery.service.ts';
import { findDelivery, type ScopedDelivery } from './delivery.store.ts';
import {
  DeliveryDetailView,
  DeliveryView,
  deliveryState,
  toDeliveryDetailView,
  toDeliveryView,
} from './delivery.view.ts';
import { listDeliveries } from './delivery-log.store.ts';
import { findPurgeReason, findSentBody } from './sent-body.store.ts';

type DeliveryApp = Pick<App, 'read' | 'transact' | 'drainer'>;

const byId = z.strictObject({ id: id('whd') });
const oneDelivery = { description: 'The delivery with its attempts.', schema: DeliveryDetailView };

const eventType = z
  .string()
  .refine((name) => resolveEventType(name) !== undefined, 'is no event type')
  .transform((name) => resolveEventType(name));

export const deliveryRoutes = (app: DeliveryApp): Route[] => [list(app), read(app), retry(app)];

const list = (app: DeliveryApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/deliveries',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Lists deliveries of webhooks, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      endpoint_id: id('whe').optional(),
      event_id: id('evt').optional(),
      event_type: eventType.optional(),
      state: deliveryState.optional(),
      since: instant.optional().meta({ description: 'Those that were made then or later.' }),
      until: instant.optional().meta({ description: 'Those that were made before.' }),
    }),
    answers: { 200: { description: 'One page of deliveries.', schema: pageOf(DeliveryView) } },
    handle: async ({ caller, query }) => {
      const rows = await listDeliveries(
        app.read,
        { limit: query.limit, after: readCursor(query.cursor) },
        {
          programId: visibleProgram(caller, query.program_id),
          endpointId: query.endpoint_id,
          eventId: query.event_id,
          eventType: query.event_type,
          state: query.state,
          since: query.since,
          until: query.until,
        },
      );
      const attempts = await findAttempts(
        app.read,
        rows.map((delivery) => delivery.id),
      );
      return ok(toPage(rows, query.limit, (delivery) => toDeliveryView(delivery, attempts)));
    },
  });

const read = (app: DeliveryApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/deliveries/:id',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Reads a delivery, each attempt with the exact request',
    params: byId,
    answers: { 200: oneDelivery },
    handle: ({ caller, params }) => answer(app.read, caller, params.id),
  });

const retry = (app: DeliveryApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/deliveries/:id/retry',
    scope: 'write',
    tag: 'Webhooks',
    summary: 'Sends a delivery again, at once',
    description: 'With all its retries before it. One that has arrived, or is being sent, is refused.',
    params: byId,
    body: z.strictObject({}),
    bodyOptional: true,
    answers: { 200: oneDelivery },
    handle: async ({ caller, origin, params }) => {
      await app.transact(origin, async (work) =>
        retryDelivery(work, app.drainer, await getDelivery(work.tx, caller, params.id)),
      );
      return answer(app.read, caller, params.id);
    },
  });

const answer = async (db: Db, reach: Reach, deliveryId: DeliveryId): Promise<Answer> =>
  ok(await readDeliveryDetail(db, reach, deliveryId));

/** A delivery with its attempts, each with the exact request. @throws DomainError `not_found` */
export const readDeliveryDetail = async (
  db: Db,
  reach: Reach,
  deliveryId: DeliveryId,
): Promise<z.input<typeof DeliveryDetailView>> => {
  const delivery = await getDelivery(db, reach, deliveryId);
  const attempts = await findAttempts(db, [delivery.id]);
  const body = await findSentBody(db, delivery.eventId, delivery.format);
  const purgeReason = body === null ? await findPurgeReason(db, delivery.eventId) : null;
  return toDeliveryDetailView(delivery, attempts, { body, purgeReason });
};

const getDelivery = async (db: Db, reach: Reach, deliveryId: DeliveryId): Promise<ScopedDelivery> => {
  const delivery = await findDelivery(db, deliveryId);
  if (!delivery) throw notFound('delivery');
  assertReach(reach, delivery.endpointProgramId, 'delivery');
  return delivery;
};
