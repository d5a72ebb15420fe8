import type { Instant } from '../../core/clock.ts';
import type { EndpointId, RecoveryId } from '../../core/ids.ts';
import { defineTransitions } from '../../core/transitions.ts';
import type { DeliveryState } from '../deliveries/delivery.ts';

/** It runs until it has been through everything it covers, or until somebody cancels it. */
export const recoveryTransitions = defineTransitions('recovery', {
  running: ['completed', 'canceled'],
  completed: [],
  canceled: [],
});
export type RecoveryState = keyof typeof recoveryTransitions.table;

/**
 * What a recovery sends. Failed: deliveries that ended without having arrived, or are held. Missed: events that the
 * endpoint is subscribed to and that have no delivery for it, because it was made later or did not ask for them then.
 */
export const recoveryIncludes = ['failed', 'missed', 'all'] as const;
export type RecoveryInclude = (typeof recoveryIncludes)[number];

/** States from which a recovery sends a delivery again. */
export const recoverableStates = [
  'held',
  'rejected',
  'exhausted',
  'canceled',
] as const satisfies DeliveryState[];

/** What a person asks for. */
export interface RecoveryAsk {
  /** Events from this instant on. */
  readonly since: Instant;
  readonly include: RecoveryInclude;
  /** Deliveries a second at most. */
  readonly perSecond: number;
}

/** How far a recovery has come; both cursors are sequences, inclusive. */
export interface RecoveryCursors {
  readonly deliveryCursor: number;
  readonly eventCursor: number;
}

/** Sends once more what did not reach an endpoint: stored, so that it outlives a restart. */
export interface Recovery extends RecoveryAsk, RecoveryCursors {
  readonly seq: number;
  readonly id: RecoveryId;
  readonly endpointId: EndpointId;
  readonly state: RecoveryState;
  /** It covers what there was when it was asked for. */
  readonly untilDeliverySeq: number;
  readonly untilEventSeq: number;
  /** Deliveries a second at present. */
  readonly pace: number;
  /** Up to when deliveries have been made due. */
  readonly pacedUntil: Instant;
  /** Deliveries that were there and became due again. */
  readonly resentCount: number;
  /** Deliveries made for events that had none. */
  readonly createdCount: number;
  /** What could not be sent because its payload is kept no longer. */
  readonly skippedCount: number;
  /** Deliveries of it that a person or a later recovery has made due since. */
  readonly takenOverCount: number;
  readonly requestId: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly finishedAt: Instant | null;
}
