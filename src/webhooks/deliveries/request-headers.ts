import type { Instant } from '../../core/clock.ts';
import type { DeliveryId, EndpointId, EventId } from '../../core/ids.ts';

/** What the headers of a request follow from, beside its signatures. */
export interface RequestFacts {
  readonly eventId: EventId;
  readonly deliveryId: DeliveryId;
  readonly endpointId: EndpointId;
  /** From 1. */
  readonly attempt: number;
  readonly startedAt: Instant;
}

/** Whole seconds since 1970, as receivers read them. */
export const timestampOf = (at: Instant): string => String(Math.floor(at / 1_000));

/**
 * The headers of a request: those given (signatures, user agent) and those that follow from its facts. Written once
 * for sending and for the log, which therefore needs to keep only what is given.
 */
export const requestHeaders = (
  given: Readonly<Record<string, string>>,
  { eventId, deliveryId, endpointId, attempt, startedAt }: RequestFacts,
): Record<string, string> => {
  const timestamp = timestampOf(startedAt);
  const headers: Record<string, string> = { 'content-type': 'application/json', ...given };
  if ('svix-signature' in given) {
    headers['svix-id'] = eventId;
    headers['svix-timestamp'] = timestamp;
  }
  headers['webhook-id'] = eventId;
  headers['webhook-timestamp'] = timestamp;
  headers['webhook-attempt'] = String(attempt);
  headers['webhook-delivery-id'] = deliveryId;
  headers['webhook-endpoint-id'] = endpointId;
  return headers;
};
