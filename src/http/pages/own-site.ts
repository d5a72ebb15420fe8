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

const isOwnOrigin = (request: Request, baseUrl: string): boolean => {
  const origin = request.headers.get('origin');
  if (origin === null || !URL.canParse(origin)) return false;
  return sameHost(new URL(origin).host, new URL(baseUrl));
};

const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

const sameHost = (host: string, base: URL): boolean => {
  if (host.toLowerCase() === base.host) return true;
  if (!loopbackNames.includes(base.hostname) || !URL.canParse(`http://${host}`)) return false;
  const asked = new URL(`http://${host}`);
  return loopbackNames.includes(asked.hostname) && asked.port === base.port;
};
