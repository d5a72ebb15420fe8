import type { OutboundPolicy } from './address-policy.ts';
import { formatAddress } from './addresses.ts';
import { isRefused, parseTarget, type Target } from './target.ts';

/** A judged URL with what stays the same at each call. */
export interface Route {
  readonly target: Target;
  /** The address as text, when nothing has to be looked up: the URL names one, or is that of our own inspector. */
  readonly literal: string | undefined;
  /** Absent for plain http. */
  readonly tls: BunFetchRequestInitTLS | undefined;
}

export interface RouteSettings {
  readonly policy: OutboundPolicy;
  /** PEM certificates trusted instead of the built-in authorities. */
  readonly trustedCertificates?: string;
}

const maxRoutes = 2_000;

/** Judges URLs, remembering the verdicts by their text; the addresses of names are never remembered. */
export const createRoutes = (settings: RouteSettings): ((url: string) => Route | undefined) => {
  const routes = new Map<string, Route | undefined>();
  return (url) => {
    if (routes.has(url)) return routes.get(url);
    const route = routeOf(url, settings);
    if (routes.size >= maxRoutes) routes.clear();
    routes.set(url, route);
    return route;
  };
};

/** The URL to dial: the address in place of the name. `Host` and SNI carry the name. */
export const dialUrl = ({ target }: Route, address: string): string => {
  const host = address.includes(':') ? `[${address}]` : address;
  return `${target.protocol}//${host}${target.portSuffix}${target.path}`;
};

const routeOf = (url: string, settings: RouteSettings): Route | undefined => {
  const target = parseTarget(url, settings.policy);
  if (isRefused(target)) return undefined;
  return {
    target,
    literal: target.dialAt ?? (target.literal && formatAddress(target.literal)),
    tls: target.protocol === 'https:' ? tlsFor(target, settings.trustedCertificates) : undefined,
  };
};

/**
 * `rejectUnauthorized` is said aloud because NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would
 * otherwise switch the check off. Without a name the certificate must be for the address itself.
 */
const tlsFor = (target: Target, trustedCertificates: string | undefined): BunFetchRequestInitTLS => ({
  rejectUnauthorized: true,
  ...(target.literal ? {} : { serverName: target.host }),
  ...(trustedCertificates === undefined ? {} : { ca: trustedCertificates }),
});
