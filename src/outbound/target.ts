import type { FieldError } from '../core/errors.ts';
import { type OutboundPolicy, refusalOf } from './address-policy.ts';
import { type Address, parseAddress } from './addresses.ts';
import { ownInspectorTarget } from './own-inspectors.ts';

/** A URL we are willing to call. Names are resolved, and their addresses judged, at every call. */
export interface Target {
  readonly protocol: 'https:' | 'http:';
  /** Lower-case, punycoded; without brackets if it is an IPv6 literal. */
  readonly host: string;
  /** What goes into `Host`: the name, in brackets if need be, with the port unless it is the default. */
  readonly authority: string;
  /** The port with its colon, or nothing. */
  readonly portSuffix: string;
  /** Path and query. */
  readonly path: string;
  /** Set when the host is an address and not a name; it has been judged already. */
  readonly literal: Address | undefined;
  /** Set for our own inspectors alone: the address or name to dial, which needs no judgement. */
  readonly dialAt?: string;
}

/** Why a URL is refused: `message` completes a sentence that starts with the field's name. */
export interface TargetRefusal {
  readonly refused: true;
  readonly message: FieldError['message'];
}

/** Longest URL accepted, in characters. */
export const maxTargetLength = 2_048;

/**
 * Judges a URL when it is saved and again before every call: an absolute `https:` URL (`http:` where the
 * policy allows it) without credentials and fragment, on port 443, 80 or one of 1024 and above, whose host is
 * a public name or an address the policy allows. The address is judged after the URL parser has turned all
 * its spellings (`127.1`, `0x7f000001`, circled digits) into one. The addresses of our own inspectors are let
 * through as they are.
 */
export const parseTarget = (text: string, policy: OutboundPolicy): Target | TargetRefusal => {
  const own = ownInspectorTarget(text, policy.ownInspectors);
  if (own) return own;
  const message = refusedSpelling(text);
  if (message) return refuse(message);
  const url = URL.parse(text);
  if (!url) return refuse('is not a valid URL');
  const refused = refusedUrl(url, policy) ?? refusedHost(url.hostname, policy);
  return refused ? refuse(refused) : targetOf(url);
};

export const isRefused = (parsed: Target | TargetRefusal): parsed is TargetRefusal => 'refused' in parsed;

const refuse = (message: string): TargetRefusal => ({ refused: true, message });

/** Space, control characters and backslashes: the parser drops or rewrites them, so what is seen is not what is called. */
const deceptive = /[\s\p{Cc}\p{Cf}\p{Cs}\\]/u;

const refusedSpelling = (text: string): string | undefined => {
  if (text.length > maxTargetLength) return `must be at most ${maxTargetLength} characters long`;
  if (deceptive.test(text)) return 'must not contain spaces, control characters or backslashes';
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== 'https' && scheme !== 'http') return 'must start with https://';
  const authority = /^[a-z]+:\/\/([^/?#]+)/i.exec(text)?.[1];
  if (authority === undefined) return 'must name a host after https://';
  if (authority.includes('@')) return 'must not contain a user name or password';
  return text.includes('#') ? 'must not have a fragment (#...), which is never sent' : undefined;
};

const refusedUrl = (url: URL, policy: OutboundPolicy): string | undefined => {
  if (url.protocol === 'http:' && !policy.allowHttp) {
    return 'must use https (plain http can be allowed by the setting TRIBUTARY_WEBHOOK_ALLOW_HTTP)';
  }
  const port = url.port === '' ? undefined : Number(url.port);
  if (port === undefined || port === 80 || port === 443 || port >= 1_024) return undefined;
  return `must not use port ${port}; 443, 80 and 1024 to 65535 are possible`;
};

const refusedHost = (hostname: string, policy: OutboundPolicy): string | undefined => {
  const literal = literalOf(hostname);
  if (literal) {
    const refusal = refusalOf(literal, policy);
    return refusal && `is refused: it points to a ${refusal} address; ${howToAllow}`;
  }
  if (!isHostName(hostname)) return 'does not have a valid host name';
  if (policy.allowCidrs.length > 0 || !isLocalName(hostname)) return undefined;
  return `is refused: ${hostname} is a name of a private network; ${howToAllow}`;
};

const howToAllow = 'its network can be allowed by the setting TRIBUTARY_WEBHOOK_ALLOW_CIDRS';

const isHostName = (hostname: string): boolean =>
  hostname.length <= 253 && hostname.split('.').every((label) => /^[a-z0-9_-]{1,63}$/.test(label));

/** RFC 6761, 6762 (appendix G) and 8375: names that public DNS never answers. */
const localSuffix =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|lan|home|corp|home\.arpa)$/;

const isLocalName = (hostname: string): boolean => !hostname.includes('.') || localSuffix.test(hostname);

const literalOf = (hostname: string): Address | undefined =>
  parseAddress(hostname.startsWith('[') ? hostname.slice(1, -1) : hostname);

const targetOf = (url: URL): Target => ({
  protocol: url.protocol === 'http:' ? 'http:' : 'https:',
  host: url.hostname.replace(/^\[|\]$/g, ''),
  authority: url.host,
  portSuffix: url.port === '' ? '' : `:${url.port}`,
  path: url.pathname + url.search,
  literal: literalOf(url.hostname),
});
