import { z } from 'zod';
import type { App } from '../app.ts';
import { readCursor, toPage } from '../core/page.ts';
import { visibleProgram } from '../http/caller.ts';
import { id, pageQuery } from '../http/fields.ts';
import { type Answer, created, noContent, ok, type Route, route } from '../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../http/row-version.ts';
import { pageOf } from '../http/views.ts';
import { InspectorChangeBody, NewInspectorBody, toAnswer, usualAnswer } from './inspector.body.ts';
import { changeInspector, createInspector, deleteInspector } from './inspector.service.ts';
import { listInspectors } from './inspector.store.ts';
import { type Inspector, maxInspectors, maxInspectorsOfProgram } from './inspector.ts';
import { InspectorView, toInspectorView } from './inspector.view.ts';
import { assertEndpointOf, getInspector, inspectorScope } from './inspector-reach.api.ts';

export type InspectorApp = Pick<App, 'config' | 'read' | 'transact' | 'secrets'>;

const byId = z.strictObject({ id: id('isp') });
const oneInspector = { description: 'The inspector.', schema: InspectorView };

export const inspectorRoutes = (app: InspectorApp): Route[] => [
  list(app),
  create(app),
  read(app),
  change(app),
  remove(app),
];

const list = (app: InspectorApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/inspectors',
    scope: 'read',
    tag: 'Inspectors',
    summary: 'Lists inspectors, newest first',
    query: pageQuery.extend({ program_id: id('prg').optional() }),
    answers: { 200: { description: 'One page of inspectors.', schema: pageOf(InspectorView) } },
    handle: async ({ caller, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const rows = await listInspectors(app.read, page, visibleProgram(caller, query.program_id));
      return ok(toPage(rows, query.limit, (row) => toInspectorView(row, app.config.baseUrl)));
    },
  });

const create = (app: InspectorApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/inspectors',
    scope: 'write',
    tag: 'Inspectors',
    summary: 'Makes an inspector',
    description: `Send requests to its \`url\`, or make a webhook endpoint of it. It verifies with the secrets of an endpoint or with one of its own; with neither it only records. Left out, \`program_id\` is the program of the key; a key of all programs makes one for all. There may be ${maxInspectors}, of one program ${maxInspectorsOfProgram}.`,
    body: NewInspectorBody,
    answers: { 201: oneInspector },
    handle: async ({ caller, origin, body }) => {
      const inspector = await app.transact(origin, async (work) => {
        const programId = await inspectorScope(work.tx, caller, body.program_id);
        const endpointId = body.endpoint_id ?? null;
        await assertEndpointOf(work.tx, programId, endpointId);
        return createInspector(work, app.secrets, {
          name: body.name,
          programId,
          format: body.format ?? null,
          endpointId,
          secret: body.secret ?? null,
          answer: body.answer ? toAnswer(body.answer) : usualAnswer,
        });
      });
      const view = toInspectorView(inspector, app.config.baseUrl);
      return { ...created(view), headers: etagOf(inspector.rowVersion) };
    },
  });

const read = (app: InspectorApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/inspectors/:id',
    scope: 'read',
    tag: 'Inspectors',
    summary: 'Reads an inspector',
    params: byId,
    answers: { 200: oneInspector },
    handle: async ({ caller, params }) => answerOf(app, await getInspector(app.read, caller, params.id)),
  });

const change = (app: InspectorApp): Route =>
  route({
    method: 'PATCH',
    path: '/api/v1/inspectors/:id',
    scope: 'write',
    tag: 'Inspectors',
    summary: 'Changes what an inspector verifies with and how it answers',
    description:
      'A field that is left out stays. `answer` replaces the whole answer and begins with its first turn; an endpoint takes the place of a secret, and a secret that of an endpoint.',
    params: byId,
    body: InspectorChangeBody,
    answers: { 200: oneInspector },
    handle: async ({ request, caller, origin, params, body }) => {
      const changed = await app.transact(origin, async (work) => {
        const inspector = await getInspector(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), inspector.rowVersion, 'inspector');
        await assertEndpointOf(work.tx, inspector.programId, body.endpoint_id ?? null);
        return changeInspector(work, app.secrets, inspector, {
          name: body.name,
          format: body.format,
          endpointId: body.endpoint_id,
          secret: body.secret,
          answer: body.answer && toAnswer(body.answer),
        });
      });
      return answerOf(app, changed);
    },
  });

const remove = (app: InspectorApp): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/inspectors/:id',
    scope: 'write',
    tag: 'Inspectors',
    summary: 'Deletes an inspector and everything it has recorded',
    params: byId,
    answers: { 204: { description: 'Done.' } },
    handle: async ({ request, caller, origin, params }) => {
      await app.transact(origin, async (work) => {
        const inspector = await getInspector(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), inspector.rowVersion, 'inspector');
        await deleteInspector(work, inspector);
      });
      return noContent;
    },
  });

const answerOf = (app: InspectorApp, inspector: Inspector): Answer =>
  ok(toInspectorView(inspector, app.config.baseUrl), etagOf(inspector.rowVersion));
