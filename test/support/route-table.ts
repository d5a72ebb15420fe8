import { join } from 'node:path';
import { DomainError, notFound } from '../../src/core/errors.ts';
import type { Route } from '../../src/http/route.ts';
import { type ServeContext, serveRoute, toFailure } from '../../src/http/serve-route.ts';

type RouteFactory<A> = (app: A) => Route[];

/** The routes of every `<noun>.api.ts` there is: its exports that end in `Routes`. */
export const loadRoutes = async <A>(app: A): Promise<Route[]> => {
  const folder = join(import.meta.dir, '../../src');
  const files = [...new Bun.Glob('*/*.api.ts').scanSync(folder)].sort();
  const modules = await Promise.all(
    files.map((file) => import(join(folder, file)) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) =>
    Object.entries(module).flatMap(([name, value]) =>
      name.endsWith('Routes') && typeof value === 'function' ? (value as RouteFactory<A>)(app) : [],
    ),
  );
};

/** Answers a request from a list of routes, the way the server does. */
export const dispatcher = (routes: readonly Route[], context: ServeContext) => {
  const table = routes.map((route) => ({ route, pattern: toPattern(route.path) }));
  return async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const fitting = table.filter(({ pattern }) => pattern.test(pathname));
    const found = fitting.filter(({ route }) => route.method === request.method).sort(byFewestParameters)[0];
    if (found) {
      const params = found.pattern.exec(pathname)?.groups ?? {};
      return serveRoute(context, found.route, request, decode(params));
    }
    const failure =
      fitting.length > 0 ? new DomainError('method_not_allowed', 'Not that method.') : notFound('address');
    return toFailure(context, failure, context.ids.mint('req'), pathname);
  };
};

const toPattern = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.+*]/g, '\\$&').replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);

const byFewestParameters = (left: { route: Route }, right: { route: Route }): number =>
  left.route.path.split(':').length - right.route.path.split(':').length;

const decode = (params: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]));
