import { z } from 'zod';
import type { App } from '../../app.ts';
import { wholeList } from '../../core/page.ts';
import { id } from '../../http/fields.ts';
import { ok, type Route, route } from '../../http/route.ts';
import { pageOf } from '../../http/views.ts';
import { findEnvelope } from '../recovery/resend.store.ts';
import { FormatBodyView, toFormatBodies } from './format-bodies.view.ts';
import { getEvent } from './reachable-event.ts';

export const eventBodyRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/events/:id/bodies',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Reads the body of an event in every receiver format',
    description: 'As endpoints that follow the present versions get it. Empty once the body was purged.',
    params: z.strictObject({ id: id('evt') }),
    answers: { 200: { description: 'One body for each format.', schema: pageOf(FormatBodyView) } },
    handle: async ({ caller, params }) => {
      const event = await getEvent(app.read, caller, params.id);
      const envelope = await findEnvelope(app.read, event.id);
      return ok(wholeList(envelope ? toFormatBodies(envelope) : []));
    },
  });
