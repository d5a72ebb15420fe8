import type { Target } from './target.ts';

/**
 * Where our own inspectors are: the one exception to what may be reached, so that webhooks can be tried on an
 * installation that allows neither plain http nor this machine.
 */
export interface OwnInspectors {
  /** Where we are reached, without a trailing slash. */
  readonly baseUrl: string;
  /** The address or name that the server listens on, and its port. */
  readonly host: string;
  readonly port: number;
}

/** The last part of an inspector's address: 160 random bits in Crockford's base 32. */
export const inspectorTokenLength = 32;

const tokenPattern = /^[0-9a-hjkmnp-tv-z]{32}$/;

export const isInspectorToken = (text: string): boolean => tokenPattern.test(text);

export const inspectorUrl = (baseUrl: string, token: string): string => `${baseUrl}/inspect/${token}`;

/**
 * The target of an inspector's own address, and of nothing else on our origin. The text is compared as it stands,
 * before any parser reads it: there is exactly one spelling, so that no other can slip through. It is dialled
 * where the server listens, whatever stands in front of that.
 */
export const ownInspectorTarget = (text: string, own: OwnInspectors | undefined): Target | undefined => {
  if (own === undefined || !text.startsWith(`${own.baseUrl}/inspect/`)) return undefined;
  const token = text.slice(own.baseUrl.length + '/inspect/'.length);
  if (!isInspectorToken(token)) return undefined;
  const { host, hostname } = new URL(own.baseUrl);
  return {
    protocol: 'http:',
    host: hostname,
    authority: host,
    portSuffix: `:${own.port}`,
    path: `/inspect/${token}`,
    literal: undefined,
    dialAt: everywhere[own.host] ?? own.host,
  };
};

/** Who listens everywhere listens on the loopback address, too. */
const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
