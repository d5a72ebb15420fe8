/**
 * What an answer is for. `link` is the redirect of a partner's link, `script` the tracking snippet that
 * merchants' pages load; everything else is `own`.
 */
export type Purpose = 'own' | 'link' | 'script';

/**
 * The protective headers of every answer, pages and errors and redirects alike. Pure: compute them once per
 * purpose when the server starts.
 * @param baseUrl where browsers reach us; strict transport is asked for only when that is https
 */
export const securityHeaders = (
  baseUrl: string,
  purpose: Purpose = 'own',
): Readonly<Record<string, string>> => ({
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  ...byPurpose[purpose],
  ...(baseUrl.startsWith('https://') ? strictTransport : {}),
});

/** Nothing inline and nothing foreign: pages use our own files, forms and fragments only. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const isolated = {
  // Not `no-referrer`: with that, browsers send `Origin: null` with our own forms.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const byPurpose: Readonly<Record<Purpose, Readonly<Record<string, string>>>> = {
  own: isolated,
  // A policy on a redirect binds the rest of the journey. The browser's usual one lets the merchant see which
  // site sent the visitor, and without an opener policy a shop may open in a window the partner's page keeps.
  link: { 'referrer-policy': 'strict-origin-when-cross-origin' },
  script: { ...isolated, 'cross-origin-resource-policy': 'cross-origin' },
};

/** One year, this host only: what else lives on the merchant's domain is not ours to decide. */
const strictTransport = { 'strict-transport-security': 'max-age=31536000' };
