import { assertScope } from '../caller.ts';
import { deedOfPage } from '../deed-of.ts';
import { written } from '../forms/sent-form.ts';
import { logSurprise } from '../serve-route.ts';
import { openPageRequest } from './open-page-request.ts';
import { assertOwnHost, assertOwnSite } from './own-site.ts';
import type { PageContext } from './page-context.ts';
import { bareRefusal, refusedPage, respond, toLogin } from './page-response.ts';
import type { PageAnswer, PageRequest, PageRoute } from './page-route.ts';
import { readFormData } from './read-form-data.ts';

/** The way of every request to a page: host, origin, session, program, role, form, handler, frame. */
export const servePage = async (
  context: PageContext,
  route: PageRoute,
  request: Request,
  params: Readonly<Record<string, string>>,
): Promise<Response> => {
  const requestId = context.ids.mint('req');
  const response = await answerPage(context, route, request, params, requestId).catch((failure) => {
    logSurprise(context.log, failure, requestId, route.path);
    return bareRefusal(context, failure, requestId);
  });
  context.requests.count(route.path, response.status);
  for (const [name, value] of Object.entries(context.securityHeaders)) response.headers.set(name, value);
  response.headers.set('x-request-id', requestId);
  return response;
};

const answerPage = async (
  context: PageContext,
  route: PageRoute,
  request: Request,
  params: Readonly<Record<string, string>>,
  requestId: string,
): Promise<Response> => {
  assertOwnHost(request, context.baseUrl);
  if (route.method === 'POST') assertOwnSite(request, context.baseUrl);
  const viewer = await context.viewerOf(request);
  if (!viewer) return toLogin(route.method, new URL(request.url));
  const asked = await openPageRequest(context, request, { viewer, params, requestId });
  return respond(context, asked, await handle(context, route, asked));
};

/** Refusals stand within the frame: who is signed in keeps the way to everything else. */
const handle = async (context: PageContext, route: PageRoute, asked: PageRequest): Promise<PageAnswer> => {
  try {
    assertScope(asked.viewer.caller, route.scope);
    if (route.method === 'GET') return await route.handle(asked);
    const form = await readFormData(asked.request, route.maxFormBytes);
    const formKey = written(form, 'idempotency_key') || asked.formKey;
    const origin = { ...asked.origin, deed: deedOfPage(route.path, asked.viewer.id) };
    return await route.handle({ ...asked, form, formKey, origin });
  } catch (failure) {
    logSurprise(context.log, failure, asked.origin.requestId, route.path);
    return refusedPage(context, failure, asked.origin.requestId);
  }
};
