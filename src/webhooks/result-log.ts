import { toIso } from '../core/clock.ts';
import type { EndpointId } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import type { Work } from '../database/work.ts';
import { recordEvent } from '../events/record.ts';
import { insertAttempts } from './attempt.store.ts';
import { findLastDeliverySeq } from './backlog.store.ts';
import { hostOf } from './endpoint.ts';
import { afterFailure, afterSuccess } from './endpoint-health.ts';
import type { FlightResult } from './flight-result.ts';
import { settleClaim } from './queue.store.ts';
import { storeHealth } from './send-profile.store.ts';
import type { SendProfile } from './send-profile.ts';
import { isOperational } from './subscriptions.ts';

/**
 * Records the results of requests: the move of each delivery, its attempt, the health of its endpoint and what
 * the operator is told of. A result whose claim is no longer the present one is refused: another process has
 * taken the delivery over and will have a result of its own.
 *
 * @returns the profiles that have changed by it
 */
export const recordResults = async (
  work: Work,
  results: readonly FlightResult[],
  profileOf: (id: EndpointId) => SendProfile | undefined,
  log: Log,
): Promise<SendProfile[]> => {
  const settled: FlightResult[] = [];
  for (const result of results) {
    if (await settle(work, result)) settled.push(result);
    else
      log.warn('delivery_result_refused', { delivery_id: result.delivery.id, claim: result.delivery.claim });
  }
  await insertAttempts(work, settled);
  for (const result of settled) tellOperator(work, result);
  return recordHealth(work, settled, profileOf);
};

const settle = async (
  { tx, now }: Work,
  { delivery, state, retriesUsed, nextAttemptAt, flown }: FlightResult,
): Promise<boolean> => {
  const isOpen = state === 'pending' || state === 'held';
  const changed = await settleClaim(tx, {
    seq: delivery.seq,
    claim: delivery.claim,
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
const tellOperator = (work: Work, { delivery, profile, state, flown }: FlightResult): void => {
  if ((state !== 'rejected' && state !== 'exhausted') || isOperational(delivery.eventType)) return;
  recordEvent(work, `delivery.${state}`, {
    programId: delivery.programId,
    partnerId: delivery.partnerId,
    entityId: delivery.id,
    data: {
      id: delivery.id,
      event_id: delivery.eventId,
      event_type: delivery.eventType,
      endpoint_id: delivery.endpointId,
      endpoint: { id: delivery.endpointId, name: profile.name, host: hostOf(profile.url) },
      attempts: delivery.attemptCount + 1,
      last_status: flown.status,
      last_error: flown.error,
      created_at: toIso(delivery.createdAt),
      finished_at: toIso(work.now),
    },
  });
};

/** Results of requests to a URL that has been changed since say nothing about the new one. */
const recordHealth = async (
  work: Work,
  results: readonly FlightResult[],
  profileOf: (id: EndpointId) => SendProfile | undefined,
): Promise<SendProfile[]> => {
  const changed = new Map<EndpointId, SendProfile>();
  for (const result of results) {
    const { endpointId, rowVersion } = result.profile;
    const known = changed.get(endpointId) ?? profileOf(endpointId);
    if (known?.rowVersion !== rowVersion) continue;
    const after = await withResult(work, known, result);
    if (after !== known) changed.set(endpointId, after);
  }
  for (const profile of changed.values()) await storeHealth(work.tx, { ...profile, ...profile.health });
  return [...changed.values()];
};

const withResult = async (work: Work, known: SendProfile, result: FlightResult): Promise<SendProfile> => {
  const { flown, state, endedAt, gatedUntil, gateStored } = result;
  if (flown.outcome.kind === 'failed' && flown.outcome.fault === 'ours') return known;
  if (state !== 'delivered') {
    const gate = gateStored && gatedUntil !== undefined ? { gatedUntil } : {};
    return { ...known, ...gate, health: afterFailure(known.health, endedAt) };
  }
  const health = afterSuccess(known.health, endedAt);
  if (health === known.health) return known;
  // The receiver works at last: what it refused while it was being set up is sent again.
  const isFirst = known.health.verifiedAt === null && !known.keepsHeld;
  return isFirst
    ? { ...known, health, releaseUntilSeq: await findLastDeliverySeq(work.tx) }
    : { ...known, health };
};
