import type { Route } from '../http/route.ts';
import { problemView } from '../http/views.ts';
import { SchemaCollection } from './json-schema.ts';
import { operationOf } from './operation.ts';
import { type PublicRoute, publicOperationOf } from './public-operation.ts';
import { refusalDescriptions } from './refusals.ts';
import { tagDescriptions } from './tags.ts';
import { type EventCatalogue, webhooksOf } from './webhooks.ts';

/** An OpenAPI 3.1 document as plain JSON. */
export type OpenApiDocument = Readonly<Record<string, unknown>> & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export interface DocumentSources {
  readonly routes: readonly Route[];
  /** What needs no key. */
  readonly publicRoutes: readonly PublicRoute[];
  readonly catalogue: EventCatalogue;
  /** Where this installation is reached, without a trailing slash. */
  readonly baseUrl: string;
  /** Of the product. */
  readonly version: string;
}

/** Describes every route and every event from the schemas that validate them. Pure; worth keeping as text. */
export const openApiDocument = ({
  routes,
  publicRoutes,
  catalogue,
  baseUrl,
  version,
}: DocumentSources): OpenApiDocument => {
  const schemas = new SchemaCollection();
  const problem = schemas.toSchema(problemView, 'output');
  const paths = pathsOf(routes, publicRoutes, schemas);
  const webhooks = webhooksOf(catalogue, schemas);
  return {
    openapi: '3.1.1',
    info: { title: 'Tributary', version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: baseUrl }],
    tags: tagsOf([...routes, ...publicRoutes]),
    paths,
    webhooks,
    components: {
      schemas: schemas.components,
      responses: refusalComponents(problem),
      headers: { RequestId: requestId },
      securitySchemes: { apiKey, metricsToken },
    },
  };
};

const description = `Affiliate tracking, commissions, payouts and webhooks.

Amounts are whole minor units (cents for USD, yen for JPY) with their currency beside them. Times are ISO 8601 in UTC.
Unknown fields are refused, except under \`/track\`, where they are named in \`warnings\`. Every refusal is a problem
(RFC 9457) whose \`code\` is one of a closed list. Lists are pages, newest first: send \`next_cursor\` as \`cursor\`.`;

const apiKey = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'trb_...',
  description:
    'An API key with the scope that the operation names. Scopes: `track:write` posts conversions; `read`; `write` and `payouts` include `read`; `admin` includes all but `track:write`.',
};

const metricsToken = {
  type: 'http',
  scheme: 'bearer',
  description: 'The token that the operator has set as `TRIBUTARY_METRICS_TOKEN`; it opens `/metrics` only.',
};

const requestId = {
  description: 'Names this request in our log and in what it recorded.',
  schema: { type: 'string' },
};

const pathsOf = (
  routes: readonly Route[],
  publicRoutes: readonly PublicRoute[],
  schemas: SchemaCollection,
): OpenApiDocument['paths'] => {
  const paths: Record<string, Record<string, unknown>> = {};
  const add = ({ method, path }: Pick<Route, 'method' | 'path'>, operation: unknown) => {
    const template = path.replace(/:(\w+)/g, '{$1}');
    paths[template] = { ...paths[template], [method.toLowerCase()]: operation };
  };
  for (const route of routes) add(route, operationOf(route, schemas));
  for (const route of publicRoutes) add(route, publicOperationOf(route, schemas));
  return paths;
};

const tagsOf = (routes: readonly Pick<Route, 'tag'>[]) =>
  [...new Set([...routes.map((route) => route.tag), 'Webhooks'])].map((name) => ({
    name,
    ...(Object.hasOwn(tagDescriptions, name) && { description: tagDescriptions[name] }),
  }));

const refusalComponents = (problem: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(refusalDescriptions).map(([status, text]) => [
      `Refused${status}`,
      {
        description: text,
        headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' }, ...retryAfter(status) },
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );

const retryAfter = (status: string) =>
  status === '429' || status === '503'
    ? { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } }
    : {};
