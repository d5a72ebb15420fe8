import { z } from 'zod';
import { TrackClickBody } from '../clicks/track-click-body.ts';
import { httpUrl, id } from '../http/fields.ts';
import type { PublicRoute } from './public-operation.ts';

const visitors = 'Visitors';
const service = 'Service';

const sub = z.string().max(255).optional().describe('For the partner; wins over the one of the link.');

const followLink: PublicRoute = {
  method: 'GET',
  path: '/r/:slug',
  operationId: 'followLink',
  tag: visitors,
  summary: "Follow a partner's link",
  description:
    'Leads on to the destination of the link with the click id in its query. Bots and prefetches get no click id. A visitor is never held up: when a click cannot be stored, the redirect goes without one.',
  params: z.object({
    slug: z
      .string()
      .describe('Of the link.')
      .meta({ examples: ['leaf'] }),
  }),
  query: z.object({
    url: httpUrl
      .optional()
      .describe('A deep link instead of the destination; ignored unless the program allows its host.'),
    sub1: sub,
    sub2: sub,
    sub3: sub,
    sub4: sub,
    sub5: sub,
  }),
  answers: {
    302: {
      description: 'On to the destination.',
      headers: {
        Location:
          'The destination; the click id is in the parameter that the program names, usually `click_id`.',
        'Set-Cookie': '`trb_click` with the click id, when a click was stored.',
      },
    },
    404: {
      description: 'There is no such link, or it was retired. A page, no redirect.',
      contentType: 'text/html',
    },
  },
  refusals: [],
};

const readScript: PublicRoute = {
  method: 'GET',
  path: '/t.js',
  operationId: 'getTrackScript',
  tag: visitors,
  summary: 'Read the browser snippet',
  description:
    "Load it on the merchant's pages. It keeps the click id of the landing address in a first-party cookie and gives it out as `tributary.clickId()`.",
  answers: { 200: { description: 'The script.', contentType: 'text/javascript' } },
  refusals: [],
};

const trackClick: PublicRoute = {
  method: 'POST',
  path: '/track/click',
  operationId: 'trackClick',
  tag: visitors,
  summary: 'Record a click from a page',
  description:
    'For visitors who come to the page directly, with a partner’s code in its address. Any origin may call it (CORS). Unknown fields are ignored and named in `warnings`.',
  body: TrackClickBody,
  answers: {
    200: {
      description: 'Done.',
      schema: z.object({
        click_id: id('clk').nullable().describe('Null for bots, and when nothing was stored.'),
        warnings: z.array(z.string()).describe('What was sent and is not understood.'),
      }),
    },
  },
  refusals: [400, 401, 413, 415, 422, 429, 500, 503],
};

const readHealth: PublicRoute = {
  method: 'GET',
  path: '/healthz',
  operationId: 'getHealth',
  tag: service,
  summary: 'Ask whether the process lives',
  description: 'It asks nobody else, so that a full disk does not get the process restarted.',
  answers: { 200: { description: 'It does.', schema: z.object({ status: z.literal('ok') }) } },
  refusals: [],
};

const readiness = z.object({
  status: z.enum(['ready', 'not_ready']),
  checks: z.object({
    database: z.boolean().describe('The database takes a unit of work within two seconds.'),
    drainer: z.boolean().describe('Webhooks are being sent.'),
  }),
});

const readReadiness: PublicRoute = {
  method: 'GET',
  path: '/readyz',
  operationId: 'getReadiness',
  tag: service,
  summary: 'Ask whether it can work',
  description: 'For load balancers and monitoring.',
  answers: {
    200: { description: 'Everything works.', schema: readiness },
    503: { description: 'Something does not; `checks` says what.', schema: readiness },
  },
  refusals: [],
};

const readMetrics: PublicRoute = {
  method: 'GET',
  path: '/metrics',
  operationId: 'getMetrics',
  tag: service,
  token: 'metricsToken',
  summary: 'Read figures for Prometheus',
  description:
    'What is waiting, what was sent, how long it took and how the database is doing, in the text format of Prometheus. There is nothing at this address unless the operator has set `TRIBUTARY_METRICS_TOKEN`.',
  answers: {
    200: { description: 'The figures as they are now.', contentType: 'text/plain' },
    401: { description: 'The token is missing or another.', contentType: 'text/plain' },
    404: { description: 'No token is set.', contentType: 'text/html' },
  },
  refusals: [],
};

const useInspector: PublicRoute = {
  method: 'POST',
  path: '/inspect/:token',
  operationId: 'useInspector',
  tag: 'Inspectors',
  summary: 'Send something to an inspector',
  description:
    'Any method will do, any body up to 2 MiB, and any path below. It is recorded with its headers, and read by whoever may read the inspector; credentials of this installation are left out.',
  params: z.object({ token: z.string().describe('The end of the `url` of the inspector.') }),
  answers: {
    404: { description: 'There is no such inspector.', contentType: 'text/plain' },
    429: { description: 'It gets too much; `Retry-After` says how long to wait.', contentType: 'text/plain' },
    503: { description: 'Too many requests to it are under way.', contentType: 'text/plain' },
    default: { description: 'Whatever the inspector was told to answer.', contentType: 'text/plain' },
  },
  refusals: [],
};

const readDocument: PublicRoute = {
  method: 'GET',
  path: '/api/openapi.json',
  operationId: 'getOpenApiDocument',
  tag: service,
  summary: 'Read this documentation as OpenAPI 3.1',
  description: 'Made from the schemas that validate requests and answers; generate a client from it.',
  answers: { 200: { description: 'The document.', schema: z.record(z.string(), z.unknown()) } },
  refusals: [],
};

/** Every address that answers without an API key, pages and their files apart. */
export const publicRoutes: readonly PublicRoute[] = [
  followLink,
  readScript,
  trackClick,
  readHealth,
  readReadiness,
  readMetrics,
  useInspector,
  readDocument,
];
