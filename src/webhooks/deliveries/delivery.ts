import type { Instant } from '../../core/clock.ts';
import type { DeliveryId, EndpointId, EventId, Id } from '../../core/ids.ts';
import { defineTransitions } from '../../core/transitions.ts';

/** Rejected, exhausted and canceled ones go back to pending only by a person's decision. */
export const deliveryTransitions = defineTransitions('delivery', {
  pending: ['sending', 'held', 'canceled', 'expired'],
  sending: ['delivered', 'pending', 'rejected', 'exhausted'],
  held: ['pending', 'canceled', 'expired'],
  delivered: [],
  rejected: ['pending'],
  exhausted: ['pending'],
  canceled: ['pending'],
  expired: [],
});
export type DeliveryState = keyof typeof deliveryTransitions.table;

/** They need the payload still. */
export const unfinishedStates = ['pending', 'sending', 'held'] as const satisfies DeliveryState[];

/** Made by the commit of its event, or later by a person: a test, a recovery. Tests never enter statistics. */
export const deliveryOrigins = ['commit', 'test', 'recovery'] as const;
export type DeliveryOrigin = (typeof deliveryOrigins)[number];

/** One event on its way to one endpoint. */
export interface Delivery {
  readonly seq: number;
  readonly id: DeliveryId;
  readonly eventId: EventId;
  readonly eventType: string;
  readonly endpointId: EndpointId;
  /** The form of its body: a format, with the major version behind an @ where that is an earlier one. */
  readonly format: string;
  readonly origin: DeliveryOrigin;
  readonly state: DeliveryState;
  readonly attemptCount: number;
  readonly nextAttemptAt: Instant | null;
  /** HTTP status of the last answer; null when there was none. */
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
}

/** One request of a delivery and what came back. */
export interface Attempt {
  readonly id: Id<'att'>;
  readonly deliveryId: DeliveryId;
  /** From 1. */
  readonly number: number;
  readonly url: string;
  /** What does not follow from ids and instant; `requestHeaders` makes the whole of it. */
  readonly givenHeaders: Readonly<Record<string, string>>;
  readonly startedAt: Instant;
  readonly durationMs: number;
  readonly status: number | null;
  /** What went wrong when there was no complete answer; one of a closed list. */
  readonly error: string | null;
  readonly responseExcerpt: string | null;
}
