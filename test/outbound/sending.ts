import type { OutboundPolicy } from '../../src/outbound/address-policy.ts';
import { type Cidr, parseCidr } from '../../src/outbound/addresses.ts';
import { createGuardedFetch, type GuardedFetchOptions } from '../../src/outbound/guarded-fetch.ts';
import type { OutboundRequest } from '../../src/outbound/outbound.ts';
import { createTestClock } from '../support/clock.ts';

export const cidrs = (...texts: string[]): Cidr[] =>
  texts.map((text) => {
    const cidr = parseCidr(text);
    if (!cidr) throw new Error(`${text} is no network`);
    return cidr;
  });

export const strict: OutboundPolicy = { allowHttp: false, allowCidrs: [] };
export const loopbackAllowed: OutboundPolicy = { allowHttp: true, allowCidrs: cidrs('127.0.0.0/8') };

/** A lookup that knows these names; any other does not exist. */
export const names = (known: Readonly<Record<string, readonly string[]>>) => async (host: string) => {
  const addresses = known[host];
  if (!addresses) throw Object.assign(new Error(`no such name: ${host}`), { code: 'ENOTFOUND' });
  return addresses;
};

export const createGuarded = (options: Partial<GuardedFetchOptions> = {}) =>
  createGuardedFetch({
    policy: loopbackAllowed,
    lookup: names({ 'hooks.example.test': ['127.0.0.1'] }),
    clock: createTestClock(),
    ...options,
  });

export const post = (url: string, overrides: Partial<OutboundRequest> = {}): OutboundRequest => ({
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"id":"evt_1"}',
  timeoutMs: 5_000,
  ...overrides,
});

/** A guarded fetch whose every dial is recorded, and answered or refused as told. */
export const recorded = (answer: (url: string) => Response | Error = () => new Response('ok')) => {
  const dialled: string[] = [];
  const inits: BunFetchRequestInit[] = [];
  const fetch = async (url: string, init: BunFetchRequestInit) => {
    dialled.push(url);
    inits.push(init);
    const outcome = answer(url);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  return { dialled, inits, fetch };
};

export const failing = (code: string) => Object.assign(new TypeError(code), { code });
