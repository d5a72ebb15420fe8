import { type Instant, toIso } from '../../core/clock.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { Tx, Work } from '../../database/work.ts';
import { recordEvent } from '../../events/record.ts';
import { insertAttempts } from '../deliveries/attempt.store.ts';
import { findDeliverySubject } from '../deliveries/delivery.store.ts';
import { hostOf } from '../endpoints/endpoint.ts';
import { afterFailure, afterSuccess } from '../endpoints/endpoint-health.ts';
import { verifiedKeyAt } from '../endpoints/endpoint-secret.ts';
import { isOperational } from '../endpoints/subscriptions.ts';
import { findLastDeliverySeq } from './backlog.store.ts';
import { type EndpointSlot, profileOf } from './endpoint-slot.ts';
import type { FlightResult } from './flight-result.ts';
import { findClaim, settleArrivals, settleClaim } from './queue.store.ts';
import { storeHealth } from './send-profile.store.ts';
import type { SendProfile } from './send-profile.ts';

export interface RecordingOptions {
  /** Names this process: only its own claims are settled. */
  readonly bootId: string;
  readonly log: Log;
  readonly slotOf: (id: EndpointId) => EndpointSlot;
}

/**
 * Records the results of requests: the move of each delivery, its attempt, the health of its endpoint and what
 * the operator is told of. A result whose claim is no longer the present one is refused: another process has
 * taken the delivery over and will have a result of its own.
 */
export const recordResults = async (
  work: Work,
  results: readonly FlightResult[],
  { bootId, log, slotOf }: RecordingOptions,
): Promise<void> => {
  const settled = await settle(work, results, bootId);
  if (settled.length < results.length) logRefused(results, settled, log);
  await insertAttempts(work, settled);
  for (const result of settled) await tellOperator(work, result);
  await recordHealth(work, settled, slotOf);
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

/** Results of requests to a URL that has been changed since say nothing about the new one. */
const recordHealth = async (
  work: Work,
  results: readonly FlightResult[],
  slotOf: RecordingOptions['slotOf'],
): Promise<void> => {
  const changed = new Set<EndpointSlot>();
  for (const result of results) {
    const slot = slotOf(result.delivery.endpointId);
    const known = profileOf(slot);
    if (known?.rowVersion !== result.profile.rowVersion) continue;
    const after = await withResult(work, known, result);
    if (after === known) continue;
    slot.profile = after;
    changed.add(slot);
  }
  for (const slot of changed) {
    const profile = profileOf(slot);
    if (profile) await storeHealth(work.tx, { ...profile, ...profile.health });
  }
};

const withResult = async (work: Work, known: SendProfile, result: FlightResult): Promise<SendProfile> => {
  const { flown, state, endedAt, gatedUntil, gateStored } = result;
  if (flown.outcome.kind === 'failed' && flown.outcome.fault === 'ours') return known;
  if (state !== 'delivered') {
    const gate = gateStored && gatedUntil !== undefined ? { gatedUntil } : {};
    return { ...known, ...gate, health: afterFailure(known.health, endedAt) };
  }
  const health = afterSuccess(known.health, endedAt);
  const lastVerifiedKey = verifiedKeyAt(known.keys, known.signature, flown.startedAt);
  if (health === known.health && lastVerifiedKey === known.lastVerifiedKey) return known;
  // The receiver works at last: what it refused while it was being set up is sent again.
  const isFirst = known.health.verifiedAt === null && !known.keepsHeld;
  return isFirst
    ? { ...known, health, lastVerifiedKey, releaseUntilSeq: await findLastDeliverySeq(work.tx) }
    : { ...known, health, lastVerifiedKey };
};
