import type { Clock } from '../core/clock.ts';
import { type AddressOrder, createAddressOrder } from './address-order.ts';
import { type OutboundPolicy, refusalOf } from './address-policy.ts';
import { type Address, parseAddress } from './addresses.ts';
import { Deadline } from './deadline.ts';
import { createDirectFetch, dial, type FetchFunction } from './dial.ts';
import { dnsFailureOf, faultOf, isBeforeSending, type OutboundError } from './failures.ts';
import type { OutboundRequest, OutboundResult, Outcome } from './outbound.ts';
import { createRoutes, type Route } from './routes.ts';
import { createSlots } from './slots.ts';
import type { Lookup } from './system-dns.ts';

export interface GuardedFetch {
  /** Never rejects: what goes wrong is part of the result. */
  send(request: OutboundRequest): Promise<OutboundResult>;
}

export interface GuardedFetchOptions {
  readonly policy: OutboundPolicy;
  readonly lookup: Lookup;
  readonly clock: Clock;
  readonly fetch?: FetchFunction;
  /** Requests under way at once; further ones wait, and their time starts when they do. */
  readonly maxConcurrent?: number;
  /** PEM certificates trusted instead of the built-in authorities. */
  readonly trustedCertificates?: string;
}

/** Below the 256 that Bun runs at once by default: a request it queues would use up its time in the queue. */
export const defaultMaxConcurrent = 240;

/**
 * Requests to addresses that strangers chose. Each one: judge the URL, look the name up, refuse unless every
 * address is allowed, dial an address that was judged (with the name in `Host`, SNI and the certificate
 * check), follow no redirect, use no proxy, read a bounded part of the answer, all within one deadline. See
 * docs/decisions/003-outbound-requests.md.
 */
export const createGuardedFetch = (options: GuardedFetchOptions): GuardedFetch => {
  const slots = createSlots(options.maxConcurrent ?? defaultMaxConcurrent);
  const parts: Parts = {
    ...options,
    fetch: options.fetch ?? createDirectFetch(),
    order: createAddressOrder(),
    routeTo: createRoutes(options),
    release: slots.release,
  };
  const sendInTurn = async (request: OutboundRequest): Promise<OutboundResult> =>
    (await slots.take(request.signal)) ? exchange(parts, request) : failed('aborted', 0);
  return { send: (request) => (slots.tryTake() ? exchange(parts, request) : sendInTurn(request)) };
};

interface Parts extends GuardedFetchOptions {
  readonly fetch: FetchFunction;
  readonly order: AddressOrder;
  readonly routeTo: (url: string) => Route | undefined;
  readonly release: () => void;
}

const exchange = async (parts: Parts, request: OutboundRequest): Promise<OutboundResult> => {
  const startedAt = parts.clock.now();
  const deadline = new Deadline(request.timeoutMs, request.signal);
  try {
    const outcome = await reach(parts, request, deadline);
    // A clock that is set in between must not make a request last an hour, or less than nothing.
    const durationMs = Math.min(Math.max(0, parts.clock.now() - startedAt), request.timeoutMs);
    return 'kind' in outcome ? { ...outcome, durationMs } : failed(outcome.error, durationMs, outcome.status);
  } finally {
    deadline.stop();
    parts.release();
  }
};

const failed = (error: OutboundError, durationMs: number, status?: number): OutboundResult => ({
  kind: 'failed',
  error,
  fault: faultOf(error),
  ...(status === undefined ? {} : { status }),
  durationMs,
});

const reach = (parts: Parts, request: OutboundRequest, deadline: Deadline): Promise<Outcome> => {
  const route = parts.routeTo(request.url);
  if (!route) return Promise.resolve({ error: 'refused_by_policy' });
  if (route.literal === undefined) return reachName(parts, route, request, deadline);
  return dial(parts.fetch, route, route.literal, request, deadline);
};

const reachName = async (parts: Parts, route: Route, request: OutboundRequest, deadline: Deadline) => {
  const vetted = await resolveAndJudge(parts, route.target.host, deadline);
  return typeof vetted === 'string' ? { error: vetted } : dialInTurn(parts, route, vetted, request, deadline);
};

/** The addresses of a name, all of them allowed; or why there are none. */
const resolveAndJudge = async (
  { lookup, policy }: Parts,
  host: string,
  deadline: Deadline,
): Promise<readonly Address[] | OutboundError> => {
  try {
    const texts = await deadline.race(lookup(host));
    if (texts.length === 0) return 'dns_failure';
    const addresses = texts.map(parseAddress).filter((address) => address !== undefined);
    const understood = addresses.length === texts.length;
    const allowed = understood && addresses.every((address) => !refusalOf(address, policy));
    return allowed ? addresses : 'refused_by_policy';
  } catch (thrown) {
    if (deadline.endedBy === 'aborted') return 'aborted';
    return deadline.endedBy === 'timeout' ? 'dns_unavailable' : dnsFailureOf(thrown);
  }
};

/** Most addresses of one name that one request dials. */
const maxDialled = 8;

/** Moves on to the next address only where no byte can have been sent; blames the receiver where it can. */
const dialInTurn = async (
  { fetch, order }: Parts,
  route: Route,
  addresses: readonly Address[],
  request: OutboundRequest,
  deadline: Deadline,
): Promise<Outcome> => {
  const { host } = route.target;
  let blamed: OutboundError | undefined;
  for (const address of order.arrange(host, addresses).slice(0, maxDialled)) {
    const outcome = await dial(fetch, route, address, request, deadline);
    if ('kind' in outcome) order.answered(host, address);
    else if (outcome.error === 'timeout' && outcome.status === undefined) order.silent(host, address);
    if ('kind' in outcome || !isBeforeSending(outcome.error)) return outcome;
    if (!blamed || faultOf(blamed) === 'ours') blamed = outcome.error;
  }
  return { error: blamed ?? 'dns_failure' };
};
