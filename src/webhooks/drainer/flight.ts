import type { Clock, Instant } from '../../core/clock.ts';
import type { OutboundRequest, OutboundResult } from '../../outbound/outbound.ts';
import { type RequestFacts, requestHeaders, timestampOf } from '../deliveries/request-headers.ts';
import { keysAt } from '../endpoints/endpoint-secret.ts';
import { bodyOfAttempt } from '../formats/body-form.ts';
import type { AttemptOutcome } from '../retries/retry-policy.ts';
import { type SignedContent, signatureHeaders } from '../signing/signature.ts';
import type { ClaimedDelivery } from './endpoint-slot.ts';
import type { SendProfile } from './send-profile.ts';

/** Sends one request and never throws: what goes wrong is part of the result. */
export type Send = (request: OutboundRequest) => Promise<OutboundResult>;

/** One request that has come to its end. */
export interface Flown {
  readonly url: string;
  /** What does not follow from the ids and the instant, as JSON text; the values of custom headers left out. */
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
  /** Milliseconds that no exchange may exceed, whatever the policy of the endpoint allows. */
  readonly timeoutMs: number;
  /** Goes out as `User-Agent`. */
  readonly userAgent: string;
}

/** Sends a claimed delivery: the stored bytes, signed for this attempt. */
export const fly = async (
  { send, clock, timeoutMs, userAgent }: FlightOptions,
  profile: SendProfile,
  delivery: ClaimedDelivery,
): Promise<Flown> => {
  const startedAt = clock.now();
  const { eventId } = delivery;
  if (delivery.body === null) return bodyMissing(profile, startedAt);
  const { url, policy, customHeaders } = profile;
  const facts = factsOf(delivery, startedAt);
  const body = bodyOfAttempt(delivery.format, delivery.body, facts);
  const content = { eventId, timestamp: timestampOf(startedAt), body };
  const given = { 'user-agent': userAgent, ...sign(profile, content, startedAt) };
  const own = requestHeaders(given, facts);
  const result = await send({
    url,
    method: 'POST',
    // Ours come last, so that no custom header can replace them.
    headers: customHeaders ? { ...customHeaders, ...own } : own,
    body,
    timeoutMs: Math.min(policy.timeoutMs, timeoutMs),
  });
  const recorded = customHeaders ? { ...withoutValues(customHeaders), ...given } : given;
  return toFlown(url, JSON.stringify(recorded), startedAt, result);
};

const sign = (
  { signature, keys, bodyHmac }: SendProfile,
  content: SignedContent,
  at: Instant,
): Record<string, string> => signatureHeaders(signature, keysAt(keys, at), content, bodyHmac);

const factsOf = (delivery: ClaimedDelivery, startedAt: Instant): RequestFacts => ({
  eventId: delivery.eventId,
  deliveryId: delivery.id,
  endpointId: delivery.endpointId,
  attempt: delivery.attemptCount + 1,
  startedAt,
});

const withoutValues = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.keys(headers).map((name) => [name, '(not recorded)']));

const toFlown = (url: string, headersJson: string, startedAt: Instant, result: OutboundResult): Flown => {
  const { durationMs } = result;
  if (result.kind === 'answered') {
    const { status, excerpt } = result;
    const outcome = { kind: 'answered', status, retryAfter: result.headers['retry-after'] } as const;
    return { url, headersJson, startedAt, durationMs, outcome, status, error: null, excerpt };
  }
  const { error, fault, status = null } = result;
  const outcome = { kind: 'failed', fault } as const;
  return { url, headersJson, startedAt, durationMs, outcome, status, error, excerpt: null };
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
