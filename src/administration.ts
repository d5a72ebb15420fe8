import { AdminFrame } from '../views/admin/frame.tsx';
import { ErrorPage, Refused, refusalTitle } from '../views/error-page.tsx';
import { countOpenAlerts } from './alerts/alert.store.ts';
import type { App } from './app.ts';
import { ownCookie } from './http/cookies.ts';
import { createOwnApi } from './http/own-api.ts';
import { createFlashes } from './http/pages/flashes.ts';
import type { PageContext } from './http/pages/page-context.ts';
import type { Route } from './http/route.ts';
import type { ServeContext } from './http/serve-route.ts';
import { viewerOf } from './sessions/sessions.service.ts';

/** What the pages of the administration are served with. */
export const createPageContext = (
  app: App,
  context: ServeContext,
  routes: readonly Route[],
): PageContext => ({
  ...context,
  baseUrl: app.config.baseUrl,
  flashes: createFlashes(),
  programCookie: ownCookie(app.config.baseUrl, 'trb_program'),
  viewerOf: (request) => viewerOf(app, request),
  openApi: createOwnApi(routes),
  frame: async (facts) => AdminFrame({ ...facts, openAlerts: await countOpenAlerts(app.read) }),
  refusal: (facts) => ({ title: refusalTitle(facts.status), view: Refused(facts) }),
  bareRefusal: ErrorPage,
});
