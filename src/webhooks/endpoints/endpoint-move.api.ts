import { z } from 'zod';
import type { App } from '../../app.ts';
import { id } from '../../http/fields.ts';
import { ok, type Route, route } from '../../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../../http/row-version.ts';
import { activateEndpoint, heldDecisions, pauseEndpoint } from './endpoint.service.ts';
import { EndpointView, toEndpointView } from './endpoint.view.ts';
import { getEndpoint, toolsOf } from './reachable-endpoint.ts';

type EndpointMoveApp = Pick<App, 'transact' | 'secrets' | 'drainer'>;

const ActivationBody = z
  .strictObject({
    held: z.enum(heldDecisions).default('send').meta({
      description: 'What becomes of deliveries that were held meanwhile: sent, oldest first, or kept.',
    }),
  })
  .meta({ id: 'WebhookEndpointActivation' });

const byId = z.strictObject({ id: id('whe') });
const answers = { 200: { description: 'The endpoint after the move.', schema: EndpointView } };

export const endpointMoveRoutes = (app: EndpointMoveApp): Route[] => [
  route({
    method: 'POST',
    path: '/api/v1/webhook-endpoints/:id/pause',
    scope: 'write',
    tag: 'Webhooks',
    summary: 'Pauses a webhook endpoint',
    description: 'Nothing is sent, nothing is lost: deliveries of what happens meanwhile are held.',
    params: byId,
    body: z.strictObject({}),
    bodyOptional: true,
    answers,
    handle: async ({ request, caller, origin, params }) => {
      const moved = await app.transact(origin, async (work) => {
        const endpoint = await getEndpoint(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), endpoint.rowVersion, 'endpoint');
        return pauseEndpoint(work, toolsOf(app), endpoint);
      });
      return ok(toEndpointView(moved), etagOf(moved.rowVersion));
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/webhook-endpoints/:id/activation',
    scope: 'write',
    tag: 'Webhooks',
    summary: 'Activates a paused or disabled webhook endpoint',
    params: byId,
    body: ActivationBody,
    bodyOptional: true,
    answers,
    handle: async ({ request, caller, origin, params, body }) => {
      const moved = await app.transact(origin, async (work) => {
        const endpoint = await getEndpoint(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), endpoint.rowVersion, 'endpoint');
        return activateEndpoint(work, toolsOf(app), endpoint, body.held);
      });
      return ok(toEndpointView(moved), etagOf(moved.rowVersion));
    },
  }),
];
