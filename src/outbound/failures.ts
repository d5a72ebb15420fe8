/**
 * Everything that can become of a request that got no usable answer. The list is closed and coarse on
 * purpose: a receiver's owner may see it, and it must not tell what our network looks like inside.
 */
const failures = {
  refused_by_policy: ['theirs', 'The URL or an address it resolves to is not allowed.'],
  dns_failure: ['theirs', 'The host name does not exist.'],
  dns_unavailable: ['ours', 'The host name could not be looked up.'],
  connection_refused: ['theirs', 'The connection was refused.'],
  host_unreachable: ['theirs', 'The host could not be reached.'],
  network_unreachable: ['ours', 'There is no route to the host from here.'],
  connection_reset: ['theirs', 'The connection was closed before the answer was complete.'],
  connection_failed: ['theirs', 'The connection failed.'],
  timeout: ['theirs', 'There was no complete answer in time.'],
  certificate_expired: ['theirs', 'The certificate has expired or is not valid yet.'],
  certificate_wrong_name: ['theirs', 'The certificate is for another host name.'],
  certificate_untrusted: ['theirs', 'The certificate is not signed by a trusted authority.'],
  tls_error: ['theirs', 'No secure connection could be made (TLS 1.2 or newer is needed).'],
  invalid_response: ['theirs', 'The answer was not valid HTTP.'],
  invalid_request: ['ours', 'The request could not be written, for example because of a custom header.'],
  descriptors_exhausted: ['ours', 'This server is out of file descriptors, ports or memory.'],
  aborted: ['ours', 'The request was stopped by this server.'],
} as const satisfies Record<string, readonly ['theirs' | 'ours', string]>;

export type OutboundError = keyof typeof failures;

export const outboundErrors = Object.keys(failures) as readonly OutboundError[];

/** Who is at fault. A fault of `ours` uses up no retry and never counts against the receiver. */
export type Fault = (typeof failures)[OutboundError][0];

export const faultOf = (error: OutboundError): Fault => failures[error][0];

/** One sentence for pages and logs. */
export const sentenceOf = (error: OutboundError): string => failures[error][1];

/** Errors of connecting itself: not a byte of the request has been sent, so another address may be tried. */
export const isBeforeSending = (error: OutboundError): boolean =>
  error === 'connection_refused' || error === 'host_unreachable' || error === 'network_unreachable';

/** Names the failure that `fetch` rejected with. Codes as seen on Bun 1.4.5. */
export const failureOf = (thrown: unknown): OutboundError => {
  const code = codeOf(thrown);
  if (code === undefined) return thrown instanceof TypeError ? 'invalid_request' : 'connection_failed';
  return byCode[code] ?? (tlsCode.test(code) ? 'tls_error' : responseOr(code));
};

/**
 * Names the failure a lookup rejected with, by the code `node:dns` and c-ares give it. Only a definite
 * answer (no such name, no address) is the receiver's fault: a resolver that reports SERVFAIL or is silent
 * cannot be told from one that is down.
 */
export const dnsFailureOf = (thrown: unknown): OutboundError => {
  const code = codeOf(thrown)?.replace(/^DNS_/, '');
  if (code === 'EMFILE' || code === 'ENFILE') return 'descriptors_exhausted';
  return code !== undefined && noSuchName.has(code) ? 'dns_failure' : 'dns_unavailable';
};

const noSuchName: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'ENODATA',
  'ENONAME',
  'EBADNAME',
  'EAI_NONAME',
  'EAI_NODATA',
]);

const byCode: Readonly<Partial<Record<string, OutboundError>>> = {
  ECONNREFUSED: 'connection_refused',
  EHOSTUNREACH: 'host_unreachable',
  EHOSTDOWN: 'host_unreachable',
  ENETUNREACH: 'network_unreachable',
  ENETDOWN: 'network_unreachable',
  EAFNOSUPPORT: 'network_unreachable',
  EINVAL: 'network_unreachable',
  EACCES: 'network_unreachable',
  EPERM: 'network_unreachable',
  ECONNRESET: 'connection_reset',
  ECONNABORTED: 'connection_reset',
  EPIPE: 'connection_reset',
  ETIMEDOUT: 'timeout',
  EMFILE: 'descriptors_exhausted',
  ENFILE: 'descriptors_exhausted',
  ENOBUFS: 'descriptors_exhausted',
  ENOMEM: 'descriptors_exhausted',
  EADDRNOTAVAIL: 'descriptors_exhausted',
  ERR_INVALID_URL: 'invalid_request',
  ERR_INVALID_ARG_VALUE: 'invalid_request',
  ERR_INVALID_ARG_TYPE: 'invalid_request',
  CERT_HAS_EXPIRED: 'certificate_expired',
  CERT_NOT_YET_VALID: 'certificate_expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate_wrong_name',
  HOSTNAME_MISMATCH: 'certificate_wrong_name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate_untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate_untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate_untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate_untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate_untrusted',
  CERT_UNTRUSTED: 'certificate_untrusted',
  CERT_SIGNATURE_FAILURE: 'certificate_untrusted',
};

const tlsCode =
  /^(?:EPROTO$|ERR_SSL|ERR_TLS|CERT_|CRL_|UNABLE_TO_|ERROR_IN_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;

/** Complaints of the HTTP parser: `Malformed_HTTP_Response`, `InvalidContentLength`, `UnrequestedUpgrade`, ... */
const parserCode = /HTTP|Response|Content|Upgrade|Chunk|Header|Redirect/;

const responseOr = (code: string): OutboundError =>
  parserCode.test(code) ? 'invalid_response' : 'connection_failed';

const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
