import type { z } from 'zod';
import type { Origin } from '../database/work.ts';
import type { Caller } from './caller.ts';
import type { Scope } from './scopes.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** What a handler gets: everything already checked. */
export interface ApiRequest<Params, Query, Body> {
  readonly request: Request;
  readonly requestId: string;
  readonly caller: Caller;
  /** For `transact`: who asks, under which request id. */
  readonly origin: Origin;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

/** What a handler answers: a status, a JSON body (none for 204) and extra headers. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** The body as JSON text that was written before; stands in for `body`. */
  readonly json?: string;
  /** A body that is no JSON, of the documented media type; stands in for `body`. */
  readonly content?: { readonly type: string; readonly body: string | ReadableStream<Uint8Array> };
  readonly headers?: Readonly<Record<string, string>>;
}

/** A documented answer; the OpenAPI document and the scenario tests read the same schema. */
export interface DocumentedAnswer {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Of a body that is no JSON, such as `text/csv`. */
  readonly contentType?: string;
}

/** The same body in another form: text of its own media type, with all else in the query. */
export interface TextBody {
  /** Such as `text/csv`. */
  readonly contentType: string;
  readonly query: z.ZodType;
  /** What `body` checks, from the checked query. @throws DomainError `invalid_request` */
  toBody(text: string, query: never): unknown;
}

/**
 * One JSON route as data. The server mounts it, the OpenAPI document describes it and the tests walk it: a
 * route that is not in such a table does not exist.
 */
export interface Route {
  readonly method: Method;
  /** `/api/v1/partners/:id` */
  readonly path: string;
  /** The scope a key needs. */
  readonly scope: Scope;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string | undefined;
  readonly params?: z.ZodType | undefined;
  readonly query?: z.ZodType | undefined;
  readonly body?: z.ZodType | undefined;
  /** A request without any body counts as `{}`: for actions whose fields are all optional. */
  readonly bodyOptional?: boolean | undefined;
  /** A body that may also come as text. */
  readonly textBody?: TextBody | undefined;
  /** Asks with a body and leaves everything as it is: a preview, a simulation. All else is in the audit log. */
  readonly changesNothing?: boolean | undefined;
  /** Largest body in bytes; 256 KiB unless said otherwise. */
  readonly maxBodyBytes?: number | undefined;
  readonly answers: Readonly<Record<number, DocumentedAnswer>>;
  handle(request: ApiRequest<never, never, never>): Promise<Answer> | Answer;
}

interface RouteDefinition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>
  extends Omit<Route, 'handle' | 'params' | 'query' | 'body'> {
  params?: P;
  query?: Q;
  body?: B;
  handle(request: ApiRequest<z.output<P>, z.output<Q>, z.output<B>>): Promise<Answer> | Answer;
}

/** Writes a route down with its handler typed by its schemas. */
export const route = <
  P extends z.ZodType = z.ZodNever,
  Q extends z.ZodType = z.ZodNever,
  B extends z.ZodType = z.ZodNever,
>(
  definition: RouteDefinition<P, Q, B>,
): Route => definition;

export const ok = (body: unknown, headers?: Readonly<Record<string, string>>): Answer =>
  headers ? { status: 200, body, headers } : { status: 200, body };

export const created = (body: unknown): Answer => ({ status: 201, body });

export const noContent: Answer = { status: 204 };
