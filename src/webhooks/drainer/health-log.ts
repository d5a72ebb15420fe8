import type { EndpointId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import { findEndpoint } from '../endpoints/endpoint.store.ts';
import {
  type DisableReason,
  disableEndpoint,
  mustBeDisabled,
  tellRecovered,
} from '../endpoints/endpoint-disabling.service.ts';
import { afterFailure, afterSuccess, type EndpointHealth, isRecovery } from '../endpoints/endpoint-health.ts';
import { verifiedKeyAt } from '../endpoints/endpoint-secret.ts';
import { findLastDeliverySeq } from './backlog.store.ts';
import { type EndpointSlot, profileOf } from './endpoint-slot.ts';
import type { FlightResult } from './flight-result.ts';
import { storeHealth } from './send-profile.store.ts';
import type { SendProfile } from './send-profile.ts';
import type { WebhookSignals } from './signals.ts';

export interface HealthLogOptions {
  readonly slotOf: (id: EndpointId) => EndpointSlot;
  readonly signals: WebhookSignals;
}

/** What a batch of results means for one endpoint beyond its health. */
interface News {
  gone: boolean;
  /** Its health before a success that people want to hear of. */
  recoveredFrom: EndpointHealth | undefined;
}

/**
 * Keeps the health of endpoints by what became of requests, and disables those that are gone or have failed for
 * days. Results of requests to a URL that has been changed since say nothing about the new one.
 */
export const recordHealth = async (
  work: Work,
  results: readonly FlightResult[],
  { slotOf, signals }: HealthLogOptions,
): Promise<void> => {
  const changed = new Map<EndpointSlot, News>();
  for (const result of results) {
    const slot = slotOf(result.delivery.endpointId);
    const known = profileOf(slot);
    if (known?.rowVersion !== result.profile.rowVersion) continue;
    const after = await withResult(work, known, result);
    if (after === known) continue;
    slot.profile = after;
    const news = changed.get(slot) ?? { gone: false, recoveredFrom: undefined };
    changed.set(slot, news);
    if (result.gone) news.gone = true;
    if (result.state === 'delivered' && isRecovery(known.health, result.endedAt)) {
      news.recoveredFrom = known.health;
    }
  }
  for (const [slot, news] of changed) {
    const profile = profileOf(slot);
    if (profile) await recordChange(work, slot, profile, news, signals);
  }
};

const recordChange = async (
  work: Work,
  slot: EndpointSlot,
  profile: SendProfile,
  { gone, recoveredFrom }: News,
  signals: WebhookSignals,
): Promise<void> => {
  const stored = await storeHealth(work.tx, { ...profile, ...profile.health });
  // A person has edited it meanwhile: what we know of it is old.
  if (stored === 0) return;
  if (recoveredFrom) await tellRecovered(work, profile.endpointId, recoveredFrom);
  if (gone) await disable(work, slot, profile, 'gone', signals);
  else if (mustBeDisabled(profile.health, profile.policy, work.now)) {
    await disable(work, slot, profile, 'failing_for_days', signals);
  }
};

/** At once in memory too: the next turn may begin before this one is on disk. */
const disable = async (
  work: Work,
  slot: EndpointSlot,
  profile: SendProfile,
  reason: DisableReason,
  signals: WebhookSignals,
): Promise<void> => {
  const endpoint = await findEndpoint(work.tx, profile.endpointId);
  if (endpoint?.state !== 'active') return;
  const { rowVersion } = await disableEndpoint(work, { signals }, endpoint, reason);
  const health = { ...profile.health, disabledAt: work.now };
  slot.profile = { ...profile, rowVersion, active: false, keepsHeld: true, health };
};

const withResult = async (work: Work, known: SendProfile, result: FlightResult): Promise<SendProfile> => {
  const { flown, state, retriesUsed, endedAt, gatedUntil, gateStored, gone = false } = result;
  if (flown.outcome.kind === 'failed' && flown.outcome.fault === 'ours') return known;
  if (state !== 'delivered') {
    const gate = gateStored && gatedUntil !== undefined ? { gatedUntil } : {};
    // Who asks for patience is there, and has not failed.
    const askedToWait = state === 'pending' && retriesUsed === 0 && !gone;
    const health = askedToWait ? known.health : afterFailure(known.health, endedAt);
    return { ...known, ...gate, health };
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
