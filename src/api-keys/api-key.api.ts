import { z } from 'zod';
import type { App } from '../app.ts';
import { readCursor, toPage } from '../core/page.ts';
import { visibleProgram } from '../http/caller.ts';
import { id, pageQuery, text } from '../http/fields.ts';
import { created, noContent, ok, type Route, route } from '../http/route.ts';
import { scopes } from '../http/scopes.ts';
import { pageOf } from '../http/views.ts';
import { resolveProgram } from '../programs/asked-program.ts';
import { createApiKey, getApiKey, revokeApiKey } from './api-key.service.ts';
import { listApiKeys } from './api-key.store.ts';
import { ApiKeyView, NewApiKeyView, toApiKeyView } from './api-key.view.ts';

const tag = 'API keys';
const params = z.strictObject({ id: id('key') });

const NewApiKeyBody = z.strictObject({
  name: text(120),
  scopes: z.array(z.enum(scopes)).min(1, 'must name at least one scope').meta({
    description: '`track:write` posts conversions; `write` and `payouts` include `read`, `admin` all three.',
  }),
  program_id: id('prg').optional().meta({
    description: 'The one program it reaches. Left out: all programs, or the one of the key that asks.',
  }),
});

export const apiKeyRoutes = (app: Pick<App, 'read' | 'transact' | 'keys'>): Route[] => [
  listRoute(app),
  createRoute(app),
  readRoute(app),
  revokeRoute(app),
];

const listRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/api-keys',
    scope: 'admin',
    tag,
    summary: 'List API keys',
    query: pageQuery.extend({ program_id: id('prg').optional() }),
    answers: {
      200: { description: 'Keys, newest first, revoked ones included.', schema: pageOf(ApiKeyView) },
    },
    handle: async ({ caller, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const keys = await listApiKeys(app.read, page, visibleProgram(caller, query.program_id));
      return ok(toPage(keys, page.limit, toApiKeyView));
    },
  });

const createRoute = (app: Pick<App, 'transact'>): Route =>
  route({
    method: 'POST',
    path: '/api/v1/api-keys',
    scope: 'admin',
    tag,
    summary: 'Create an API key',
    description: 'The answer holds the key. It is shown this once: we keep only its hash.',
    body: NewApiKeyBody,
    answers: { 201: { description: 'The key.', schema: NewApiKeyView } },
    handle: async ({ caller, body, origin }) => {
      const { apiKey, secret } = await app.transact(origin, async (work) => {
        const reachesAll = body.program_id === undefined && caller.programId === null;
        const program = reachesAll ? null : await resolveProgram(work.tx, caller, body.program_id);
        return createApiKey(work, { name: body.name, scopes: body.scopes, programId: program?.id ?? null });
      });
      return created({ ...toApiKeyView(apiKey), key: secret });
    },
  });

const readRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/api-keys/:id',
    scope: 'admin',
    tag,
    summary: 'Read an API key',
    params,
    answers: { 200: { description: 'What is known of it; never the key itself.', schema: ApiKeyView } },
    handle: async ({ caller, params }) => ok(toApiKeyView(await getApiKey(app.read, caller, params.id))),
  });

const revokeRoute = (app: Pick<App, 'transact' | 'keys'>): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/api-keys/:id',
    scope: 'admin',
    tag,
    summary: 'Revoke an API key',
    description: 'For ever. It is refused from this answer on.',
    params,
    answers: { 204: { description: 'It is revoked.' } },
    handle: async ({ caller, params, origin }) => {
      await app.transact(origin, (work) => revokeApiKey(work, app.keys, caller, params.id));
      return noContent;
    },
  });
