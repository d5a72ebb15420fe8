import { DomainError } from '../../core/errors.ts';

/**
 * Pages answer only under the name they were set up with, so that no other name can be made to point at them; on the
 * machine itself every loopback name is ours.
 *
 * @throws DomainError `misdirected_request`
 */
export const assertOwnHost = (request: Request, baseUrl: string): void => {
  const host = request.headers.get('host') ?? '';
  if (sameHost(host, new URL(baseUrl))) return;
  throw new DomainError(
    'misdirected_request',
    `These pages are served at ${baseUrl}. If that is not where you reach them, set TRIBUTARY_BASE_URL.`,
  );
};

/**
 * Whatever changes something must come from a page of our own: browsers say so in `Sec-Fetch-Site`, older ones in
 * `Origin`. Neither can be set by another site's script.
 *
 * @throws DomainError `forbidden`
 */
export const assertOwnSite = (request: Request, baseUrl: string): void => {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null ? site === 'same-origin' : isOwnOrigin(request, baseUrl)) return;
  throw new DomainError('forbidden', 'This was sent from another site, or by a browser that does not say.');
};

/** By its scheme, too: what came over plain http may have been written by anybody on the way. */
const isOwnOrigin = (request: Request, baseUrl: string): boolean => {
  const [, scheme, host = ''] = /^(https?:)\/\/(.+)$/i.exec(request.headers.get('origin') ?? '') ?? [];
  const base = new URL(baseUrl);
  return scheme?.toLowerCase() === base.protocol && sameHost(host, base);
};

const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Compared as browsers do, in lower case and without the usual port, once it can be nothing but a host. */
const sameHost = (text: string, base: URL): boolean => {
  const address = `${base.protocol}//${text}`;
  if (!hostPattern.test(text) || !URL.canParse(address)) return false;
  const { hostname, port } = new URL(address);
  const isOurs = loopbackNames.includes(base.hostname)
    ? loopbackNames.includes(hostname)
    : hostname === base.hostname;
  return isOurs && port === base.port;
};

/** A name or an address, and perhaps a port. */
const hostPattern = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i;
