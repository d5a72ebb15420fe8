import { DomainError } from '../core/errors.ts';
import type { Ids } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import { answerRoute } from './answer-route.ts';
import type { Caller } from './caller.ts';
import { hasMediaType, readJsonBody, readOptionalJsonBody, readTextBody } from './json-body.ts';
import { toProblem } from './problem.ts';
import type { RequestCounter } from './request-counter.ts';
import type { Answer, Route, TextBody } from './route.ts';
import { validate } from './validate.ts';

export const defaultMaxBodyBytes = 256 * 1024;

/** What answering a route needs from the application. */
export interface ServeContext {
  ids: Ids;
  log: Log;
  authenticate(request: Request): Promise<Caller>;
  requests: RequestCounter;
  /** Headers every response carries, as precomputed pairs. */
  securityHeaders: Readonly<Record<string, string>>;
}

/** The way of every JSON request: key, scope, parameters, query, body, handler, answer. */
export const serveRoute = async (
  context: ServeContext,
  route: Route,
  request: Request,
  rawParams: Readonly<Record<string, string>>,
): Promise<Response> => {
  const requestId = context.ids.mint('req');
  try {
    const caller = await context.authenticate(request);
    const origin = { actor: caller.actor, requestId };
    const input = { request, caller, origin, params: rawParams, query: readQuery(request.url) };
    const answer = await answerRoute(route, input, () => readBody(route, request));
    context.requests.count(route.path, answer.status);
    return toResponse(context, answer, requestId);
  } catch (failure) {
    const refusal = toFailure(context, failure, requestId, route.path);
    context.requests.count(route.path, refusal.status);
    return refusal;
  }
};

/** Any thrown value as a problem answer; what was not foreseen goes to the log under the request id. */
export const toFailure = (
  context: Pick<ServeContext, 'log' | 'securityHeaders'>,
  failure: unknown,
  requestId: string,
  path: string,
): Response => {
  logSurprise(context.log, failure, requestId, path);
  const problem = toProblem(failure, requestId);
  const headers: Record<string, string> = {
    ...context.securityHeaders,
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  };
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer realm="tributary"';
  if (failure instanceof DomainError && failure.retryAfterSeconds !== undefined) {
    headers['retry-after'] = String(failure.retryAfterSeconds);
  }
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
};

/** What nobody foresaw is for the operator to read; a refusal was already told to the caller. */
export const logSurprise = (log: Log, failure: unknown, requestId: string, path: string): void => {
  if (failure instanceof DomainError) return;
  const error = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
  log.error('request_failed', { request_id: requestId, path, error });
};

const toResponse = (context: ServeContext, answer: Answer, requestId: string): Response => {
  const headers: Record<string, string> = {
    ...context.securityHeaders,
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...answer.headers,
  };
  if (answer.content) {
    headers['content-type'] = `${answer.content.type}; charset=utf-8`;
    return new Response(answer.content.body, { status: answer.status, headers });
  }
  const json = answer.json ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body));
  if (json === undefined) return new Response(null, { status: answer.status, headers });
  headers['content-type'] = 'application/json';
  return new Response(json, { status: answer.status, headers });
};

const readBody = (route: Route, request: Request): Promise<unknown> => {
  const maxBytes = route.maxBodyBytes ?? defaultMaxBodyBytes;
  const { textBody } = route;
  if (textBody && hasMediaType(request, textBody.contentType)) {
    return readText(textBody, request, maxBytes);
  }
  return route.bodyOptional ? readOptionalJsonBody(request, maxBytes) : readJsonBody(request, maxBytes);
};

const readText = async (textBody: TextBody, request: Request, maxBytes: number): Promise<unknown> => {
  const query = validate(textBody.query, readQuery(request.url));
  return textBody.toBody(await readTextBody(request, maxBytes), query as never);
};

/** A repeated parameter keeps its last value; parameters without a value are empty texts. */
const readQuery = (url: string): Record<string, string> => {
  const start = url.indexOf('?');
  if (start === -1) return {};
  return Object.fromEntries(new URLSearchParams(url.slice(start + 1)));
};
