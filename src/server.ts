import { Elysia } from 'elysia';
import { ErrorPage } from '../views/error-page.tsx';
import { HomePage } from '../views/home.tsx';
import { adminPages } from './admin-pages.ts';
import { createPageContext } from './administration.ts';
import type { App } from './app.ts';
import { createRedirect, type PublicHandler } from './clicks/click.redirect.ts';
import { createClickRecorder } from './clicks/click-recorder.ts';
import { createTrackClick } from './clicks/track-click.api.ts';
import { createTrackScript } from './clicks/track-script.ts';
import { DomainError, notFound } from './core/errors.ts';
import { serveAsset } from './http/assets.ts';
import { healthz, readyz } from './http/health.ts';
import type { PageContext } from './http/pages/page-context.ts';
import { servePage } from './http/pages/serve-page.ts';
import { waysBack } from './http/pages/ways-back.ts';
import { page } from './http/render.ts';
import type { Route } from './http/route.ts';
import { securityHeaders } from './http/security-headers.ts';
import { type ServeContext, serveRoute, toFailure } from './http/serve-route.ts';
import { createInspect } from './inspector/inspect.api.ts';
import { createMetrics } from './metrics/metrics.api.ts';
import { createDocumentation } from './openapi/documentation.api.ts';
import { peoplePages } from './people.ts';
import { apiRoutes } from './routes.ts';
import { trackClicks } from './workflows/tracking/track-click.ts';

/** Above every route's own limit, so that the route answers; what is larger still the socket cuts off. */
const maxRequestBytes = 2 * 1024 * 1024 + 64 * 1024;

/** Long enough for a slow upload, short enough that idle connections do not pile up. */
const idleSeconds = 30;

/** Everything that answers requests; not listening yet. */
export const createServer = (app: App): Server => {
  const routes = apiRoutes(app);
  const context: ServeContext = {
    ids: app.ids,
    log: app.log,
    authenticate: (request) => app.keys.authenticate(request),
    requests: app.requests,
    securityHeaders: securityHeaders(app.config.baseUrl),
  };
  const server: Server = new Elysia({
    serve: { maxRequestBodySize: maxRequestBytes, idleTimeout: idleSeconds },
    // Elysia otherwise takes every host to have four letters, and reads another path behind a shorter one.
    handler: { standardHostname: false },
  });
  // First of all: Elysia applies it only to what is mounted afterwards.
  server.onError(({ error, request }) => refuse(context, routes, error, request));
  for (const route of routes) mountRoute(server, context, route);
  mountTracking(server, app, context);
  mountInspectors(server, app);
  mountPages(server, app, context, routes);
  const pages = createPageContext(app, context, routes);
  mountPeople(server, app, pages);
  mountAdministration(server, app, pages);
  return server;
};

export type Server = Elysia;

const mountRoute = (server: Server, context: ServeContext, route: Route): void => {
  server.route(
    route.method,
    route.path,
    ({ request, params }) => serveRoute(context, route, request, paramsOf(params)),
    { parse: 'none' },
  );
};

/** Elysia has none at all for a path without any. */
const paramsOf = (params: unknown): Record<string, string> => (params ?? {}) as Record<string, string>;

/** What visitors' browsers ask for without any key. */
const mountTracking = (server: Server, app: App, context: ServeContext): void => {
  const recorder = createClickRecorder(app, trackClicks);
  const answer =
    (path: string, handle: PublicHandler) =>
    async ({ request }: { request: Request }): Promise<Response> => {
      const response = await handle(request, server.server?.requestIP(request)?.address ?? '');
      context.requests.count(path, response.status);
      return response;
    };
  const redirect = answer('/r/:slug', createRedirect(app, recorder));
  const trackClick = answer('/track/click', createTrackClick(app, recorder));
  const script = createTrackScript(app.config.baseUrl);
  server.get('/r/:slug', ({ request }) => redirect({ request }));
  server.head('/r/:slug', ({ request }) => redirect({ request }));
  server.post('/track/click', ({ request }) => trackClick({ request }), { parse: 'none' });
  server.options('/track/click', ({ request }) => trackClick({ request }));
  server.get('/t.js', ({ request }) => withRequestId(context, script(request)));
  server.head('/t.js', ({ request }) => withRequestId(context, script(request)));
};

/** What senders of webhooks are tried with: any method, any path below. */
const mountInspectors = (server: Server, app: App): void => {
  const inspect = createInspect(app, (request, seconds) => server.server?.timeout(request, seconds));
  server.all('/inspect/:token', ({ request }) => inspect(request), { parse: 'none' });
  server.all('/inspect/:token/*', ({ request }) => inspect(request), { parse: 'none' });
};

const mountPages = (server: Server, app: App, context: ServeContext, routes: readonly Route[]): void => {
  const { transact, drainer, fanOuts, config } = app;
  const own = async (response: Response | Promise<Response>) => withOwnHeaders(context, await response);
  const asset = ({ request, path }: { request: Request; path: string }) => {
    const found = serveAsset(path, request);
    return found ? own(found) : nothingHere(context);
  };
  const documentation = createDocumentation(routes, config.baseUrl);
  server.get('/', () => own(page(HomePage({ baseUrl: config.baseUrl }))));
  server.get('/api/openapi.json', ({ request }) => own(documentation.json(request)));
  server.get('/api/docs', ({ request }) => own(documentation.page(request)));
  const metrics = createMetrics(app);
  if (metrics) server.get('/metrics', ({ request }) => own(metrics(request)));
  server.get('/healthz', () => own(healthz()));
  const isDraining = () => drainer.isAlive && fanOuts.isAlive;
  server.get('/readyz', () => own(readyz({ transact, isDraining })));
  server.get('/assets/*', asset);
  server.head('/assets/*', asset);
};

/** Where people come in and go out. */
const mountPeople = (server: Server, app: App, pages: PageContext): void => {
  for (const { method, path, serve } of peoplePages(app, pages)) {
    server.route(
      method,
      path,
      ({ request, params }) =>
        serve(request, paramsOf(params), server.server?.requestIP(request)?.address ?? ''),
      { parse: 'none' },
    );
  }
};

/** What people see who are signed in. */
const mountAdministration = (server: Server, app: App, pages: PageContext): void => {
  const shown = adminPages(app);
  for (const route of [...shown, ...waysBack(shown)]) {
    server.route(
      route.method,
      route.path,
      ({ request, params }) => servePage(pages, route, request, paramsOf(params)),
      { parse: 'none' },
    );
  }
};

const withOwnHeaders = (context: ServeContext, response: Response): Response => {
  for (const [name, value] of Object.entries(context.securityHeaders)) response.headers.set(name, value);
  return withRequestId(context, response);
};

const withRequestId = (context: ServeContext, response: Response): Response => {
  response.headers.set('x-request-id', context.ids.mint('req'));
  return response;
};

const nothingHere = async (context: ServeContext): Promise<Response> =>
  withOwnHeaders(context, await page(ErrorPage({ status: 404 }), { status: 404 }));

/** What no route answered, and what a route threw: a problem for programs, a page for people. */
const refuse = (
  context: ServeContext,
  routes: readonly Route[],
  error: unknown,
  request: Request,
): Response | Promise<Response> => {
  // The host is whatever somebody sent, and may make no address at all.
  const pathname = URL.parse(request.url)?.pathname ?? '';
  const isUnknown = isNotFound(error);
  if (isUnknown && prefersPage(request, pathname)) return nothingHere(context);
  const known = isUnknown ? routes.filter((route) => matches(route.path, pathname)) : [];
  const failure = isUnknown ? unknownAddress(known, request.method) : error;
  const answer = toFailure(context, failure, context.ids.mint('req'), pathname);
  if (known.length > 0) answer.headers.set('allow', methodsOf(known));
  return answer;
};

const isNotFound = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'NOT_FOUND';

const prefersPage = (request: Request, pathname: string): boolean =>
  !/^\/(api|track)\//.test(pathname) && (request.headers.get('accept') ?? '').includes('text/html');

/** @param known the routes at the address, for other methods */
const unknownAddress = (known: readonly Route[], method: string): DomainError => {
  if (known[0] === undefined) return notFound('address');
  // The path as we write it: what the caller put in place of an id may be a secret.
  return new DomainError('method_not_allowed', `${known[0].path} takes ${methodsOf(known)}, not ${method}.`);
};

const methodsOf = (known: readonly Route[]): string => known.map((route) => route.method).join(', ');

const matches = (pattern: string, pathname: string): boolean => {
  const parts = pathname.split('/');
  const wanted = pattern.split('/');
  return (
    wanted.length === parts.length && wanted.every((part, at) => part.startsWith(':') || part === parts[at])
  );
};
