import type { App } from '../../src/app.ts';
import { deedOf } from '../../src/http/deed-of.ts';
import type { Route } from '../../src/http/route.ts';
import { routeOf } from './contract.ts';

type Handler = (request: Request) => Promise<Response>;

/**
 * A handler after whose every successful change the audit log has an entry of that request: whatever a test asks of a
 * route proves it of the route.
 */
export const auditedBy = (routes: readonly Route[], app: Pick<App, 'read'>, handler: Handler): Handler => {
  const find = routeOf(routes);
  return async (request) => {
    const response = await handler(request);
    const route = find(request);
    if (!response.ok || !route || deedOf(route, {}, null) === undefined) return response;
    if (response.headers.has('idempotent-replayed') || changesLittle.has(route.path)) return response;
    const requestId = response.headers.get('x-request-id') ?? '';
    const entry = await app.read
      .selectFrom('audit_entries')
      .select('id')
      .where('request_id', '=', requestId)
      .limit(1)
      .executeTakeFirst();
    if (!entry) throw new Error(`${route.method} ${route.path} left nothing in the audit log`);
    return response;
  };
};

/** Starts something that changes nothing anybody set. */
const changesLittle: ReadonlySet<string> = new Set([
  // Each of its steps may be refused, one by one.
  '/api/v1/commissions/approvals',
  '/api/v1/integrity/examination',
  '/api/v1/settings/alerts/test',
  '/api/v1/webhook-endpoints/:id/test',
]);
