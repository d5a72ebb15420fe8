import { z } from 'zod';
import type { App } from '../../app.ts';
import { id } from '../../http/fields.ts';
import { ok, type Route, route } from '../../http/route.ts';
import { clearSomeResponses, expungePayload } from '../retention/expunge.service.ts';
import { EventView, toEventView } from './event.view.ts';
import { getEvent } from './reachable-event.ts';

export const expungePayloadRoute = (app: Pick<App, 'read' | 'transact' | 'log'>): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/events/:id/payload',
    scope: 'admin',
    tag: 'Webhooks',
    summary: 'Expunges what an event carried and what receivers answered to it',
    description:
      'In every format, before its retention ends. That it happened, and how its deliveries went, stays. ' +
      'Refused with `conflict` while a delivery of it is pending, being sent or held, or a recovery may send it.',
    params: z.strictObject({ id: id('evt') }),
    answers: { 200: { description: 'The event without its data.', schema: EventView } },
    handle: async ({ caller, origin, params }) => {
      await app.transact(origin, async (work) =>
        expungePayload(work, await getEvent(work.tx, caller, params.id)),
      );
      // Thousands of responses are not for one unit. Who breaks off asks again: what is gone is left alone.
      while (await app.transact({ ...origin, lane: 'bulk' }, ({ tx }) => clearSomeResponses(tx, params.id)));
      app.log.info('payload_expunged', {
        event_id: params.id,
        actor: `${origin.actor.kind}:${origin.actor.id}`,
      });
      return ok(toEventView(await getEvent(app.read, caller, params.id)));
    },
  });
