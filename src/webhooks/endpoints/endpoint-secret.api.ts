import { z } from 'zod';
import type { App } from '../../app.ts';
import { dayMs, secondMs } from '../../core/clock.ts';
import { id } from '../../http/fields.ts';
import { ok, type Route, route } from '../../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../../http/row-version.ts';
import { CreatedEndpointView, EndpointView, toEndpointView } from './endpoint.view.ts';
import { cutOverSecret, rotateSecret } from './endpoint-secret.service.ts';
import { getEndpoint, toolsOf } from './reachable-endpoint.ts';

type EndpointSecretApp = Pick<App, 'transact' | 'secrets' | 'drainer'>;

const byId = z.strictObject({ id: id('whe') });

const RotationBody = z
  .strictObject({
    grace_seconds: z
      .int('must be a whole number of seconds')
      .min(0, 'must be at least 0')
      .max((7 * dayMs) / secondMs, 'may be at most 604,800 (7 days)')
      .default(dayMs / secondMs)
      .meta({
        description:
          'How long the previous secret signs beside the new one. 0 when it has leaked: it is forgotten at once.',
      }),
  })
  .meta({ id: 'WebhookSecretRotation' });

const CutOverBody = z
  .strictObject({
    back: z.boolean().default(false).meta({
      description: 'True takes a cut-over back: these headers are signed with the previous secret again.',
    }),
  })
  .meta({ id: 'WebhookSecretCutover' });

export const endpointSecretRoutes = (app: EndpointSecretApp): Route[] => [rotation(app), cutOver(app)];

const rotation = (app: EndpointSecretApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/webhook-endpoints/:id/secret-rotation',
    scope: 'write',
    tag: 'Webhooks',
    summary: 'Gives a webhook endpoint a new signing secret',
    description:
      'The new secret is in this answer and never shown again. During the grace `webhook-signature` carries a signature of each secret; headers with room for one (`svix-signature`, the HMAC of the body) keep the previous secret until the cut-over or the end of the grace. While a previous secret signs, only `grace_seconds: 0` makes another new one; the refusal says until when.',
    params: byId,
    body: RotationBody,
    bodyOptional: true,
    answers: { 200: { description: 'The endpoint with its new secret.', schema: CreatedEndpointView } },
    handle: async ({ request, caller, origin, params, body }) => {
      const { endpoint, secret } = await app.transact(origin, async (work) => {
        const found = await getEndpoint(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), found.rowVersion, 'endpoint');
        return rotateSecret(work, toolsOf(app), found, body.grace_seconds);
      });
      return ok({ ...toEndpointView(endpoint), secret }, etagOf(endpoint.rowVersion));
    },
  });

const cutOver = (app: EndpointSecretApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/webhook-endpoints/:id/secret-cutover',
    scope: 'write',
    tag: 'Webhooks',
    summary: 'Signs every header of a webhook endpoint with its new secret',
    description:
      'For headers with room for one signature, once the receiver knows the new secret. `back` returns them to the previous one as long as that signs.',
    params: byId,
    body: CutOverBody,
    bodyOptional: true,
    answers: { 200: { description: 'The endpoint after it.', schema: EndpointView } },
    handle: async ({ request, caller, origin, params, body }) => {
      const endpoint = await app.transact(origin, async (work) => {
        const found = await getEndpoint(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), found.rowVersion, 'endpoint');
        return cutOverSecret(work, toolsOf(app), found, body.back ? 'previous' : 'current');
      });
      return ok(toEndpointView(endpoint), etagOf(endpoint.rowVersion));
    },
  });
