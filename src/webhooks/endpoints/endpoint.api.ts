import { z } from 'zod';
import type { App } from '../../app.ts';
import { readCursor, toPage } from '../../core/page.ts';
import { visibleProgram } from '../../http/caller.ts';
import { id, pageQuery } from '../../http/fields.ts';
import { type Answer, noContent, ok, type Route, route } from '../../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../../http/row-version.ts';
import { pageOf } from '../../http/views.ts';
import { EndpointChangeBody } from './endpoint.body.ts';
import { deleteEndpoint, editEndpoint } from './endpoint.service.ts';
import { listEndpoints } from './endpoint.store.ts';
import { type Endpoint, endpointTransitions } from './endpoint.ts';
import { EndpointView, toEndpointView } from './endpoint.view.ts';
import { createEndpointRoute } from './endpoint-creation.api.ts';
import { assertReachableUrl, getEndpoint, toolsOf } from './reachable-endpoint.ts';

type EndpointApp = Pick<App, 'read' | 'transact' | 'secrets' | 'drainer' | 'outboundPolicy'>;

const byId = z.strictObject({ id: id('whe') });
const oneEndpoint = { description: 'The endpoint.', schema: EndpointView };

export const endpointRoutes = (app: EndpointApp): Route[] => [
  list(app),
  createEndpointRoute(app),
  read(app),
  change(app),
  remove(app),
];

const list = (app: EndpointApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/webhook-endpoints',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Lists webhook endpoints, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      partner_id: id('prt').optional(),
      state: z.enum(endpointTransitions.states as ['active', 'paused', 'disabled']).optional(),
    }),
    answers: { 200: { description: 'One page of endpoints.', schema: pageOf(EndpointView) } },
    handle: async ({ caller, query }) => {
      const rows = await listEndpoints(
        app.read,
        { limit: query.limit, after: readCursor(query.cursor) },
        {
          programId: visibleProgram(caller, query.program_id),
          partnerId: query.partner_id,
          state: query.state,
        },
      );
      return ok(toPage(rows, query.limit, toEndpointView));
    },
  });

const read = (app: EndpointApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/webhook-endpoints/:id',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Reads a webhook endpoint',
    params: byId,
    answers: { 200: oneEndpoint },
    handle: async ({ caller, params }) => endpointAnswer(await getEndpoint(app.read, caller, params.id)),
  });

const change = (app: EndpointApp): Route =>
  route({
    method: 'PATCH',
    path: '/api/v1/webhook-endpoints/:id',
    scope: 'write',
    tag: 'Webhooks',
    summary: 'Changes a webhook endpoint',
    description:
      'A field that is left out stays. `headers` replaces all custom headers; a URL of another host needs them anew. A new URL is unverified until it answers with a 2xx.',
    params: byId,
    body: EndpointChangeBody,
    answers: { 200: oneEndpoint },
    handle: async ({ request, caller, origin, params, body }) => {
      if (body.url !== undefined) assertReachableUrl(app.outboundPolicy, body.url);
      const changed = await app.transact(origin, async (work) => {
        const endpoint = await getEndpoint(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), endpoint.rowVersion, 'endpoint');
        return editEndpoint(work, toolsOf(app), endpoint, toEdit(body));
      });
      return endpointAnswer(changed);
    },
  });

const remove = (app: EndpointApp): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/webhook-endpoints/:id',
    scope: 'write',
    tag: 'Webhooks',
    summary: 'Deletes a webhook endpoint',
    description: 'Nothing more is sent to it; what waited is canceled. Its log stays readable.',
    params: byId,
    answers: { 204: { description: 'Done.' } },
    handle: async ({ request, caller, origin, params }) => {
      await app.transact(origin, async (work) => {
        const endpoint = await getEndpoint(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), endpoint.rowVersion, 'endpoint');
        await deleteEndpoint(work, toolsOf(app), endpoint);
      });
      return noContent;
    },
  });

const endpointAnswer = (endpoint: Endpoint): Answer =>
  ok(toEndpointView(endpoint), etagOf(endpoint.rowVersion));

const toEdit = ({
  event_types,
  retry_policy,
  rate_limit,
  settings,
  ...rest
}: z.output<typeof EndpointChangeBody>): Parameters<typeof editEndpoint>[3] =>
  withoutUndefined({
    ...rest,
    eventTypes: event_types,
    retryPolicy: retry_policy,
    rateLimit: rate_limit,
    options: settings,
  });

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const withoutUndefined = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
