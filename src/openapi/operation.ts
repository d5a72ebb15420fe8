import type { z } from 'zod';
import type { DocumentedAnswer, Route } from '../http/route.ts';
import type { JsonSchema, SchemaCollection } from './json-schema.ts';
import { operationIdOf } from './operation-id.ts';
import { isConditional, refusalsOf } from './refusals.ts';

type Json = Readonly<Record<string, unknown>>;

/** One route as an operation of the document. */
export const operationOf = (route: Route, schemas: SchemaCollection): Json => ({
  operationId: operationIdOf(route),
  tags: [route.tag],
  summary: route.summary,
  description: [route.description, `Needs the scope \`${route.scope}\`.`].filter(Boolean).join('\n\n'),
  security: [{ apiKey: [route.scope] }],
  ...parametersOf(route, schemas),
  ...(route.body && { requestBody: requestBodyOf(route, route.body, schemas) }),
  responses: responsesOf(route, schemas),
});

/** What a request of any kind of route consists of. */
type Request = Pick<Route, 'method' | 'params' | 'query' | 'body' | 'bodyOptional' | 'textBody'>;

export const parametersOf = (route: Request, schemas: SchemaCollection): Json => {
  const parameters = [
    ...fieldsOf(route.params, 'path', schemas),
    ...fieldsOf(route.query, 'query', schemas),
    ...fieldsOf(route.textBody?.query, 'query', schemas),
    ...headersOf(route, schemas),
  ];
  return parameters.length === 0 ? {} : { parameters };
};

const fieldsOf = (
  schema: z.ZodType | undefined,
  place: 'path' | 'query',
  schemas: SchemaCollection,
): Json[] => {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemas.toSchema(schema, 'input');
  return Object.entries(properties as Record<string, JsonSchema>).map(
    ([name, { description, ...field }]) => ({
      name,
      in: place,
      required: place === 'path' || (required as string[]).includes(name),
      ...(description !== undefined && { description }),
      schema: field,
    }),
  );
};

const headersOf = (route: Request, schemas: SchemaCollection): Json[] => [
  ...(isConditional(route) ? [ifMatch] : []),
  ...(takesIdempotencyKey(route, schemas) ? [idempotencyKey] : []),
];

const takesIdempotencyKey = ({ body }: Request, schemas: SchemaCollection): boolean =>
  body !== undefined && 'idempotency_key' in ((schemas.toSchema(body, 'input').properties as object) ?? {});

const ifMatch = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description:
    'The `ETag` that was read, where there is one: the change is made only if nobody has changed it since.',
  schema: { type: 'string', examples: ['"3"'] },
};

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same as `idempotency_key` in the body; if both are sent they must agree.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

export const requestBodyOf = (route: Request, body: z.ZodType, schemas: SchemaCollection): Json => ({
  required: route.bodyOptional !== true,
  content: {
    'application/json': { schema: schemas.toSchema(body, 'input') },
    ...(route.textBody && { [route.textBody.contentType]: { schema: { type: 'string' } } }),
  },
});

const responsesOf = (route: Route, schemas: SchemaCollection): Json => {
  const answers = Object.entries(route.answers).map(([status, answer]) => [
    status,
    responseOf(answer, schemas),
  ]);
  const refusals = refusalsOf(route)
    .filter((status) => !(status in route.answers))
    .map((status) => [String(status), { $ref: `#/components/responses/Refused${status}` }]);
  return Object.fromEntries([...answers, ...refusals]);
};

const responseOf = (
  { description, schema, contentType }: DocumentedAnswer,
  schemas: SchemaCollection,
): Json => ({
  description,
  headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } },
  ...(schema && { content: { 'application/json': { schema: schemas.toSchema(schema, 'output') } } }),
  ...(contentType !== undefined && { content: { [contentType]: { schema: { type: 'string' } } } }),
});
