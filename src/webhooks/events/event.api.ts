import { z } from 'zod';
import type { App } from '../../app.ts';
import { readCursor, toPage } from '../../core/page.ts';
import { resolveEventType } from '../../events/catalogue.ts';
import { listEvents } from '../../events/event.store.ts';
import { visibleProgram } from '../../http/caller.ts';
import { id, pageQuery, reference } from '../../http/fields.ts';
import { ok, type Route, route } from '../../http/route.ts';
import { pageOf } from '../../http/views.ts';
import { EventView, toEventView } from './event.view.ts';
import { eventBodyRoute } from './event-body.api.ts';
import { expungePayloadRoute } from './event-payload.api.ts';
import { replayEventRoute } from './event-replay.api.ts';
import { getEvent } from './reachable-event.ts';

const eventType = z
  .string()
  .refine((name) => resolveEventType(name) !== undefined, 'is no event type')
  .transform((name) => resolveEventType(name));

const maxEntities = 50;

const entityIds = reference(2_000)
  .transform((value) => value.split(','))
  .refine((ids) => ids.length <= maxEntities, `may name at most ${maxEntities}`)
  .meta({
    description: `Id of what changed: a conversion, a commission, a payout. Several with commas in between, at most ${maxEntities}.`,
  });

export const eventRoutes = (app: Pick<App, 'read' | 'transact' | 'drainer' | 'log'>): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/events',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Lists what happened, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      partner_id: id('prt').optional(),
      entity_id: entityIds.optional(),
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
          entityIds: query.entity_id,
          type: query.type,
          endpointsOf: caller.programId ?? undefined,
        },
      );
      return ok(toPage(rows, query.limit, toEventView));
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
      return ok(toEventView(await getEvent(app.read, caller, params.id)));
    },
  }),
  eventBodyRoute(app),
  replayEventRoute(app),
  expungePayloadRoute(app),
];
