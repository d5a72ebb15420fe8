import type { z } from 'zod';
import type { JsonSchema, SchemaCollection } from './json-schema.ts';
import { parametersOf, requestBodyOf } from './operation.ts';

/**
 * An address that needs no API key, as the document describes it. The server mounts these by hand, because they
 * answer visitors and machines rather than the merchant's programs; a test holds that none is left out.
 */
export interface PublicRoute {
  readonly method: 'GET' | 'POST';
  /** `/r/:slug` */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  /** What it needs instead of an API key: the name of a security scheme. */
  readonly token?: 'metricsToken';
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** By status; `default` stands for every other one. */
  readonly answers: Readonly<Partial<Record<number | 'default', PublicAnswer>>>;
  /** Statuses of the problems it may answer instead. */
  readonly refusals: readonly number[];
}

export interface PublicAnswer {
  readonly description: string;
  readonly contentType?: string;
  /** Of a JSON answer; others are text. */
  readonly schema?: z.ZodType;
  /** What each header holds, in one sentence. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One public address as an operation of the document. */
export const publicOperationOf = (route: PublicRoute, schemas: SchemaCollection): JsonSchema => ({
  operationId: route.operationId,
  tags: [route.tag],
  summary: route.summary,
  description: route.description,
  security: route.token ? [{ [route.token]: [] }] : [],
  ...parametersOf(route, schemas),
  ...(route.body && { requestBody: requestBodyOf(route, route.body, schemas) }),
  responses: {
    ...Object.fromEntries(
      Object.entries(route.answers).map(([status, answer]) => [
        status,
        answer && responseOf(answer, schemas),
      ]),
    ),
    ...Object.fromEntries(
      route.refusals.map((status) => [status, { $ref: `#/components/responses/Refused${status}` }]),
    ),
  },
});

const responseOf = (answer: PublicAnswer, schemas: SchemaCollection): JsonSchema => ({
  description: answer.description,
  headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' }, ...headersOf(answer) },
  ...contentOf(answer, schemas),
});

const headersOf = ({ headers = {} }: PublicAnswer): JsonSchema =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );

const contentOf = ({ contentType, schema }: PublicAnswer, schemas: SchemaCollection): JsonSchema => {
  if (schema) return { content: { 'application/json': { schema: schemas.toSchema(schema, 'output') } } };
  return contentType === undefined ? {} : { content: { [contentType]: { schema: { type: 'string' } } } };
};
