import type { Clock, Instant } from '../core/clock.ts';
import type { OutboundRequest, OutboundResult } from '../outbound/outbound.ts';
import type { ClaimedDelivery } from './endpoint-slot.ts';
import type { AttemptOutcome } from './retry-policy.ts';
import type { SendProfile } from './send-profile.ts';
import { signatureHeaders } from './signature.ts';

/** Sends one request and never throws: what goes wrong is part of the result. */
export type Send = (request: OutboundRequest) => Promise<OutboundResult>;

/** One request that has come to its end. */
export interface Flown {
  readonly url: string;
  /** As sent, as JSON text; the values of custom headers left out. */
  readonly headersJson: string;
  readonly startedAt: Instant;
  readonly durationMs: number;
  readonly outcome: AttemptOutcome;
  readonly status: number | null;
  readonly error: string | null;
  readonly excerpt: string | null;
}

export interface FlightOptions {
  readonly send: Send;
  readonly clock: Clock;
  /** Milliseconds for the whole exchange. */
  readonly timeoutMs: number;
  /** Goes out as `User-Agent`. */
  readonly userAgent: string;
}

/** Sends a claimed delivery: the stored bytes, signed for this attempt. */
export const fly = async (
  { send, clock, timeoutMs, userAgent }: FlightOptions,
  profile: SendProfile,
  delivery: ClaimedDelivery,
  signal: AbortSignal,
): Promise<Flown> => {
  const startedAt = clock.now();
  if (delivery.body === null) return bodyMissing(profile, startedAt);
  const headers = requestHeaders(profile, delivery, delivery.body, startedAt, userAgent);
  const result = await send({
    url: profile.url,
    method: 'POST',
    headers: { ...profile.customHeaders, ...headers },
    body: delivery.body,
    timeoutMs,
    signal,
  });
  const headersJson = JSON.stringify({ ...withoutValues(profile.customHeaders), ...headers });
  return { url: profile.url, headersJson, startedAt, ...readResult(result) };
};

/** Ours come last, so that no custom header can replace them. */
const requestHeaders = (
  { signature, keys }: SendProfile,
  delivery: ClaimedDelivery,
  body: string,
  at: Instant,
  userAgent: string,
): Record<string, string> => ({
  'content-type': 'application/json',
  'user-agent': userAgent,
  ...signatureHeaders(signature, keys, { eventId: delivery.eventId, at, body }),
  'webhook-attempt': String(delivery.attemptCount + 1),
  'webhook-delivery-id': delivery.id,
  'webhook-endpoint-id': delivery.endpointId,
});

const withoutValues = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.keys(headers).map((name) => [name, '(not recorded)']));

const readResult = (result: OutboundResult): Omit<Flown, 'url' | 'headersJson' | 'startedAt'> => {
  const { durationMs } = result;
  if (result.kind === 'answered') {
    const { status } = result;
    const outcome = { kind: 'answered', status, retryAfter: result.headers['retry-after'] } as const;
    return { durationMs, outcome, status, error: null, excerpt: result.excerpt };
  }
  const outcome = { kind: 'failed', fault: result.fault } as const;
  return { durationMs, outcome, status: result.status ?? null, error: result.error, excerpt: null };
};

/** Retention keeps what is still needed, so this is a damaged database: the retries end it, and the log says why. */
const bodyMissing = ({ url }: SendProfile, startedAt: Instant): Flown => ({
  url,
  headersJson: '{}',
  startedAt,
  durationMs: 0,
  outcome: { kind: 'failed', fault: 'theirs' },
  status: null,
  error: 'payload_missing',
  excerpt: null,
});
