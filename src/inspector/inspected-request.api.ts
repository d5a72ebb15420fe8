import { z } from 'zod';
import { notFound } from '../core/errors.ts';
import { readCursor, toPage } from '../core/page.ts';
import { id, pageQuery } from '../http/fields.ts';
import { noContent, ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { formatVerificationRoute } from './format-verification.api.ts';
import { findRequest, listRequests } from './inspected-request.store.ts';
import type { InspectorApp } from './inspector.api.ts';
import { clearRequests } from './inspector.service.ts';
import { maxKeptRequests } from './inspector.ts';
import { RequestSummaryView, RequestView, toRequestSummary, toRequestView } from './inspector.view.ts';
import { getInspector } from './inspector-reach.api.ts';

const ofInspector = z.strictObject({ id: id('isp') });

export const inspectedRequestRoutes = (app: InspectorApp): Route[] => [
  list(app),
  read(app),
  formatVerificationRoute(app),
  clear(app),
];

const list = (app: InspectorApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/inspectors/:id/requests',
    scope: 'read',
    tag: 'Inspectors',
    summary: 'Lists what an inspector has received, newest first',
    description: `The last ${maxKeptRequests} are kept. To see only what is new, send the id of the newest one you know as \`after\`.`,
    params: ofInspector,
    query: pageQuery.extend({ after: id('req').optional() }),
    answers: { 200: { description: 'One page of requests.', schema: pageOf(RequestSummaryView) } },
    handle: async ({ caller, params, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const inspector = await getInspector(app.read, caller, params.id);
      const rows = await listRequests(app.read, page, inspector.id, query.after);
      return ok(toPage(rows, query.limit, toRequestSummary));
    },
  });

const read = (app: InspectorApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/inspectors/:id/requests/:request_id',
    scope: 'read',
    tag: 'Inspectors',
    summary: 'Reads what an inspector has received, headers and body included',
    params: ofInspector.extend({ request_id: id('req') }),
    answers: { 200: { description: 'The request.', schema: RequestView } },
    handle: async ({ caller, params }) => {
      const inspector = await getInspector(app.read, caller, params.id);
      const found = await findRequest(app.read, inspector.id, params.request_id);
      if (!found) throw notFound('request');
      return ok(toRequestView(found));
    },
  });

const clear = (app: InspectorApp): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/inspectors/:id/requests',
    scope: 'write',
    tag: 'Inspectors',
    summary: 'Deletes what an inspector has received',
    description: 'Its answers begin with their first turn again.',
    params: ofInspector,
    answers: { 204: { description: 'Done.' } },
    handle: async ({ caller, origin, params }) => {
      await app.transact(origin, async (work) => {
        await clearRequests(work, await getInspector(work.tx, caller, params.id));
      });
      return noContent;
    },
  });
