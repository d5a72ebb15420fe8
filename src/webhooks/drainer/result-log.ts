import { type Instant, toIso } from '../../core/clock.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { Tx, Work } from '../../database/work.ts';
import { recordEvent } from '../../events/record.ts';
import { insertAttempts } from '../deliveries/attempt.store.ts';
import { findDeliverySubject } from '../deliveries/delivery.store.ts';
import { hostOf } from '../endpoints/endpoint.ts';
import { isOperational } from '../endpoints/subscriptions.ts';
import type { EndpointSlot } from './endpoint-slot.ts';
import type { FlightResult } from './flight-result.ts';
import { recordHealth } from './health-log.ts';
import { findClaim, settleArrivals, settleClaim } from './queue.store.ts';
import type { WebhookSignals } from './signals.ts';

export interface RecordingOptions {
  /** Names this process: only its own claims are settled. */
  readonly bootId: string;
  readonly log: Log;
  readonly slotOf: (id: EndpointId) => EndpointSlot;
  readonly signals: WebhookSignals;
  /** Told of attempts in the unit that records them. */
  readonly onRecorded?: (work: Work, results: readonly FlightResult[]) => Promise<void>;
}

/**
 * Records the results of requests: the move of each delivery, its attempt, the health of its endpoint and what
 * the operator is told of. A result whose claim is no longer the present one is refused: another process has
 * taken the delivery over and will have a result of its own.
 */
export const recordResults = async (
  work: Work,
  results: readonly FlightResult[],
  { bootId, log, slotOf, signals, onRecorded }: RecordingOptions,
): Promise<void> => {
  const settled = await settle(work, results, bootId);
  if (settled.length < results.length) logRefused(results, settled, log);
  await insertAttempts(work, settled);
  await onRecorded?.(work, settled);
  for (const result of settled) await tellOperator(work, result);
  await recordHealth(work, settled, { slotOf, signals });
};

const logRefused = (results: readonly FlightResult[], settled: readonly FlightResult[], log: Log): void => {
  for (const result of results) {
    if (settled.includes(result)) continue;
    log.warn('delivery_result_refused', { delivery_id: result.delivery.id, claim: result.delivery.claim });
  }
};

/** @returns the results whose claim was the present one; nearly all are arrivals, which are settled together */
const settle = async (
  { tx, now }: Work,
  results: readonly FlightResult[],
  claimedBy: string,
): Promise<readonly FlightResult[]> => {
  const settled: FlightResult[] = [];
  const arrived = new Map<number, FlightResult[]>();
  for (const result of results) {
    const { status } = result.flown;
    if (result.state === 'delivered' && status !== null) {
      const alike = arrived.get(status);
      if (alike) alike.push(result);
      else arrived.set(status, [result]);
    } else if (await settleOne(tx, result, claimedBy, now)) settled.push(result);
  }
  for (const [status, alike] of arrived) {
    const seqs = alike.map(({ delivery }) => delivery.seq);
    const count = await settleArrivals(tx, { seqs, status, claimedBy }, now);
    settled.push(...(count === alike.length ? alike : await findSettled(tx, alike)));
  }
  return settled;
};

/** Which of these arrivals were recorded: after a crash another process may have claims of its own on some. */
const findSettled = async (tx: Tx, group: readonly FlightResult[]): Promise<FlightResult[]> => {
  const settled: FlightResult[] = [];
  for (const result of group) {
    const stored = await findClaim(tx, result.delivery.seq);
    if (stored?.state === 'delivered' && stored.claim === result.delivery.claim) settled.push(result);
  }
  return settled;
};

const settleOne = async (
  tx: Tx,
  { delivery, state, retriesUsed, nextAttemptAt, flown }: FlightResult,
  claimedBy: string,
  now: Instant,
): Promise<boolean> => {
  const isOpen = state === 'pending' || state === 'held';
  const changed = await settleClaim(tx, {
    seq: delivery.seq,
    claim: delivery.claim,
    claimedBy,
    state,
    retriesUsed,
    nextAttemptAt,
    lastStatus: flown.status,
    lastError: flown.error,
    finishedAt: isOpen ? null : now,
  });
  return changed === 1;
};

/** What could not be delivered is itself an event; the failure of such an event is not. */
const tellOperator = async (work: Work, { delivery, profile, state, flown }: FlightResult): Promise<void> => {
  if (state !== 'rejected' && state !== 'exhausted') return;
  const subject = await findDeliverySubject(work.tx, delivery.id);
  if (isOperational(subject.eventType)) return;
  recordEvent(work, `delivery.${state}`, {
    programId: subject.programId,
    partnerId: subject.partnerId,
    entityId: delivery.id,
    data: {
      id: delivery.id,
      event_id: delivery.eventId,
      event_type: subject.eventType,
      endpoint_id: delivery.endpointId,
      endpoint: { id: delivery.endpointId, name: profile.name, host: hostOf(profile.url) },
      attempts: delivery.attemptCount + 1,
      last_status: flown.status,
      last_error: flown.error,
      created_at: toIso(subject.createdAt),
      finished_at: toIso(work.now),
    },
  });
};
