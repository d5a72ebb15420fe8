import { UnknownLinkPage } from '../../views/error-page.tsx';
import type { App } from '../app.ts';
import type { ClickId } from '../core/ids.ts';
import { createClientAddress } from '../http/client-address.ts';
import { page } from '../http/render.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { isAllowedDeepLink } from '../links/destination.ts';
import type { ResolvedLink } from '../links/link.ts';
import { createAgentClassifier, isEmbedded, isPrefetch } from './agent.ts';
import type { SubIds } from './click.ts';
import { clickCookie, clickCookieAttributes, readClickCookie } from './click-cookie.ts';
import type { Arrival, ClickRecorder } from './click-recorder.ts';
import { cutLanding, type Landing } from './landing.ts';
import { subIdsOf } from './sub-ids.ts';

/** @param address the other end of the socket */
export type PublicHandler = (request: Request, address: string) => Promise<Response>;

type RedirectApp = Pick<App, 'config' | 'ids' | 'links'>;

/**
 * Answers `GET` and `HEAD` of `/r/:slug`: on to where the link leads, with the id of a click that is on disk by
 * then. A visitor is never held up by what is wrong on our side; the redirect then goes without a click id.
 */
export const createRedirect = (
  { config, ids, links }: RedirectApp,
  recorder: ClickRecorder,
): PublicHandler => {
  const routeOf = createLinkRouter(config.baseUrl.startsWith('https:'));
  const arrivalOf = createArrivalReader(config.trustedProxies);
  const leadOn = createLeadOn(securityHeaders(config.baseUrl, 'link'));
  const unknownLink = createUnknownLink(config.baseUrl);
  return async (request, address) => {
    const { slug, query } = readPath(request.url);
    const link = await links.find(slug);
    if (link === undefined) return unknownLink(request, ids.mint('req'));
    const route = routeOf(link, query);
    if (!isVisit(request, link)) return leadOn(route, ids.mint('req'));
    const { click, requestId } = await recorder.record(arrivalOf(request, address, link, route));
    return leadOn(route, requestId, click?.isBot === false ? click.id : undefined);
  };
};

const prefix = '/r/';

/** Slices what a parser would take apart: this happens for every visitor of every link. */
const readPath = (url: string): { slug: string; query: string } => {
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  return {
    slug: path.slice(path.indexOf(prefix, path.indexOf('//') + 2) + prefix.length),
    query: queryAt === -1 ? '' : url.slice(queryAt + 1),
  };
};

/** Where a visitor goes and what they carry. */
interface LinkRoute {
  readonly landing: Landing;
  readonly subs: SubIds;
  readonly cookieAttributes: string;
}

/** Finds the way of each visit; what depends on the link alone is worked out once per link. */
const createLinkRouter = (secure: boolean): ((link: ResolvedLink, query: string) => LinkRoute) => {
  const ownRoutes = new WeakMap<ResolvedLink, LinkRoute>();
  const ownRouteOf = (link: ResolvedLink): LinkRoute => {
    const known = ownRoutes.get(link);
    if (known) return known;
    const route = ownRoute(link, secure);
    ownRoutes.set(link, route);
    return route;
  };
  return (link, query) => {
    const own = ownRouteOf(link);
    if (query === '') return own;
    const parameters = new URLSearchParams(query);
    return {
      landing: deepLanding(link, parameters.get('url')) ?? own.landing,
      subs: subIdsOf((name) => parameters.get(name), link),
      cookieAttributes: own.cookieAttributes,
    };
  };
};

const ownRoute = (link: ResolvedLink, secure: boolean): LinkRoute => ({
  landing: cutLanding(link.destinationUrl, link.clickIdParameter),
  subs: { sub1: link.sub1, sub2: link.sub2, sub3: link.sub3, sub4: link.sub4, sub5: link.sub5 },
  cookieAttributes: clickCookieAttributes({
    windowDays: link.windowDays,
    domain: link.cookieDomain,
    secure,
  }),
});

/** Anybody can write a deep link: one that leads elsewhere is as good as none. */
const deepLanding = (link: ResolvedLink, url: string | null): Landing | undefined =>
  url !== null && isAllowedDeepLink(url, link.destinationUrl, link.allowedHosts)
    ? cutLanding(new URL(url).href, link.clickIdParameter)
    : undefined;

const isVisit = (request: Request, link: ResolvedLink): boolean =>
  request.method !== 'HEAD' && link.partnerState !== 'terminated' && !isPrefetch(request.headers);

/** Longer ones are cut: a referrer is for people to read. */
const maxReferrer = 2_048;

const createArrivalReader = (trustedProxies: readonly string[]) => {
  const clientAddress = createClientAddress(trustedProxies);
  const classify = createAgentClassifier();
  return ({ headers }: Request, address: string, link: ResolvedLink, route: LinkRoute): Arrival => {
    const userAgent = headers.get('user-agent');
    const { sub1, sub2, sub3, sub4, sub5 } = route.subs;
    return {
      programId: link.programId,
      partnerId: link.partnerId,
      linkId: link.linkId,
      landingUrl: route.landing.url,
      referrer: headers.get('referer')?.slice(0, maxReferrer) ?? null,
      sub1,
      sub2,
      sub3,
      sub4,
      sub5,
      agentClass: isEmbedded(headers) ? 'embedded' : classify(userAgent),
      userAgent,
      address: clientAddress(address, headers.get('x-forwarded-for')),
      previousClickId: readClickCookie(headers.get('cookie')),
    };
  };
};

const createLeadOn = (security: Readonly<Record<string, string>>) => {
  const always = new Headers({ ...security, 'cache-control': 'no-store' });
  return ({ landing, cookieAttributes }: LinkRoute, requestId: string, clickId?: ClickId): Response => {
    const headers = new Headers(always);
    headers.set('x-request-id', requestId);
    if (clickId === undefined) headers.set('location', landing.url);
    else {
      headers.set('location', landing.beforeId + clickId + landing.afterId);
      headers.set('set-cookie', clickCookie(clickId, cookieAttributes));
    }
    return new Response(null, { status: 302, headers });
  };
};

/** Never a redirect: whoever guesses addresses is told the same as whoever mistyped one. */
const createUnknownLink = (baseUrl: string) => {
  const headers = securityHeaders(baseUrl);
  return async (request: Request, requestId: string): Promise<Response> => {
    const answer = await page(UnknownLinkPage(), {
      status: 404,
      headers: { ...headers, 'x-request-id': requestId },
    });
    return request.method === 'HEAD' ? new Response(null, answer) : answer;
  };
};
