import { z } from 'zod';
import type { App } from '../../app.ts';
import { toIso, toIsoSeconds } from '../../core/clock.ts';
import { notFound } from '../../core/errors.ts';
import { readCursor, toPage } from '../../core/page.ts';
import { resolveEventType } from '../../events/catalogue.ts';
import { findEvent, listEvents, type StoredEvent } from '../../events/event.store.ts';
import { assertReach, visibleProgram } from '../../http/caller.ts';
import { id, pageQuery, reference } from '../../http/fields.ts';
import { ok, type Route, route } from '../../http/route.ts';
import { idView, isoTime, pageOf } from '../../http/views.ts';
import { replayEventRoute } from './event-replay.api.ts';

const EventView = z
  .strictObject({
    id: idView('evt'),
    type: z.string(),
    version: z.int(),
    occurred_at: z.string().meta({ description: 'To the second.' }),
    timestamp: isoTime.meta({ description: 'The same instant to the millisecond.' }),
    program_id: idView('prg'),
    partner_id: idView('prt').nullable(),
    entity_id: z.string().meta({ description: 'Id of what changed.' }),
    entity_version: z.int().meta({ description: 'Grows with each event of the same entity.' }),
    test: z.boolean(),
    request_id: z.string(),
    data: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'What was sent; null once its retention has ended.' }),
  })
  .meta({ id: 'Event' });

const eventType = z
  .string()
  .refine((name) => resolveEventType(name) !== undefined, 'is no event type')
  .transform((name) => resolveEventType(name));

export const eventRoutes = (app: Pick<App, 'read' | 'transact' | 'drainer'>): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/events',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Lists what happened, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      partner_id: id('prt').optional(),
      entity_id: reference(64).optional(),
      type: eventType.optional(),
    }),
    answers: { 200: { description: 'One page of events.', schema: pageOf(EventView) } },
    handle: async ({ caller, query }) => {
      const rows = await listEvents(
        app.read,
        { limit: query.limit, after: readCursor(query.cursor) },
        {
          programId: visibleProgram(caller, query.program_id),
          partnerId: query.partner_id,
          entityId: query.entity_id,
          type: query.type,
        },
      );
      return ok(toPage(rows, query.limit, toView));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/events/:id',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Reads an event',
    params: z.strictObject({ id: id('evt') }),
    answers: { 200: { description: 'The event.', schema: EventView } },
    handle: async ({ caller, params }) => {
      const event = await findEvent(app.read, params.id);
      if (!event) throw notFound('event');
      assertReach(caller, event.programId, 'event');
      return ok(toView(event));
    },
  }),
  replayEventRoute(app),
];

const toView = (event: StoredEvent): z.input<typeof EventView> => ({
  id: event.id,
  type: event.type,
  version: event.version,
  occurred_at: toIsoSeconds(event.occurredAt),
  timestamp: toIso(event.occurredAt),
  program_id: event.programId,
  partner_id: event.partnerId,
  entity_id: event.entityId,
  entity_version: event.seq,
  test: event.isTest,
  request_id: event.requestId,
  data: event.body === null ? null : (JSON.parse(event.body) as { data: Record<string, unknown> }).data,
});
