import { headersOf, readBody } from './answer.ts';
import type { Deadline } from './deadline.ts';
import { failureOf } from './failures.ts';
import type { OutboundRequest, Outcome } from './outbound.ts';
import { dialUrl, type Route } from './routes.ts';

export type FetchFunction = (url: string, init: BunFetchRequestInit) => Promise<Response>;

/**
 * A pool of connections of our own that no other fetch shares. Idle ones are closed after a few seconds,
 * sooner than common servers close them, so that a request seldom meets a connection that is going away.
 */
export const createDirectFetch = (): FetchFunction =>
  new Bun.FetchSession({ proxy: false, keepAlive: { idleTimeout: 4 } }).fetch;

/** One request to one judged address, answer included. Never rejects. */
export const dial = async (
  fetch: FetchFunction,
  route: Route,
  address: string,
  request: OutboundRequest,
  deadline: Deadline,
): Promise<Outcome> => {
  if (deadline.endedBy) return { error: deadline.endedBy };
  let status: number | undefined;
  try {
    const response = await fetch(dialUrl(route, address), initOf(route, request, deadline.signal));
    status = response.status;
    const body = await readBody(response);
    return { kind: 'answered', status, headers: headersOf(response), ...body };
  } catch (thrown) {
    const error = deadline.endedBy ?? failureOf(thrown);
    return status === undefined ? { error } : { error, status };
  }
};

/** `proxy` and `verbose` say no to the environment: HTTP_PROXY, and BUN_CONFIG_VERBOSE_FETCH printing secrets. */
const initOf = (route: Route, request: OutboundRequest, signal: AbortSignal): BunFetchRequestInit => ({
  method: request.method,
  headers: headersFor(route, request),
  body: request.body,
  redirect: 'manual',
  proxy: false,
  verbose: false,
  decompress: false,
  tls: route.tls,
  signal,
});

const reservedHeaders: ReadonlySet<string> = new Set([
  'host',
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const headersFor = (route: Route, request: OutboundRequest): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const name in request.headers) {
    if (!reservedHeaders.has(name.toLowerCase())) headers[name] = request.headers[name] ?? '';
  }
  headers.host = route.target.authority;
  headers['accept-encoding'] = 'identity';
  return headers;
};
