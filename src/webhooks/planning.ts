import type { Instant } from '../core/clock.ts';
import type { Claim, Want } from './claim.ts';
import { type EndpointSlot, isStale, roomOf } from './endpoint-slot.ts';
import type { Flights } from './flights.ts';
import type { Ring } from './ring.ts';

/** Deliveries that one unit claims at most. */
const claimsPerTurn = 64;

/** Deliveries that may be claimed ahead of their requests, all endpoints together. */
const claimedAhead = 128;

/** An endpoint that waits in the ring gets at least so many at its turn. */
const leastPerEndpoint = 2;

/** A want with the endpoint behind it. */
export interface PlannedWant extends Want {
  readonly slot: EndpointSlot;
  /** The changes of the endpoint that were known when the turn was planned. */
  readonly changes: number;
}

/** Walks the ring once and says who may claim how much. Who cannot use its turn now is put where it will be woken. */
export const selectWants = (ring: Ring, flights: Flights, now: Instant): PlannedWant[] => {
  const wants: PlannedWant[] = [];
  const blocked: EndpointSlot[] = [];
  const fairShare = Math.max(leastPerEndpoint, Math.floor(claimsPerTurn / Math.max(1, ring.size)));
  let budget = Math.min(claimsPerTurn, claimedAhead - flights.waitingCount);
  let slowPlaces = flights.lanes.freeSlow;
  for (let visits = ring.size; visits > 0 && wants.length < claimsPerTurn && budget > 0; visits -= 1) {
    const slot = ring.take();
    if (!slot) break;
    if (!isStale(slot) && isWaiting(slot, ring, now)) continue;
    if (slot.sick && slowPlaces <= 0) {
      blocked.push(slot);
      continue;
    }
    const limit = Math.max(0, Math.min(roomOf(slot, now), fairShare, budget));
    wants.push(toWant(slot, limit));
    budget -= limit;
    if (slot.sick) slowPlaces -= 1;
  }
  for (const slot of blocked) ring.push(slot);
  return wants;
};

/** Whether the endpoint could not send anything now; if so, sees to it that it comes back. */
const isWaiting = (slot: EndpointSlot, ring: Ring, now: Instant): boolean => {
  const opensAt = Math.max(slot.gatedUntil, slot.nextStartAt);
  if (opensAt > now) ring.pushAt(slot, opensAt);
  else if (roomOf(slot, now) <= 0) slot.hungry = true;
  else return false;
  return true;
};

const toWant = (slot: EndpointSlot, limit: number): PlannedWant => ({
  slot,
  changes: slot.changes,
  endpointId: slot.endpointId,
  limit,
  profile: slot.profile,
  profileVersion: isStale(slot) ? undefined : slot.profileVersion,
});

/**
 * Takes over what a turn has claimed.
 * @returns whether the endpoint may be sent to
 */
export const applyClaim = (want: PlannedWant, claim: Claim, ring: Ring, flights: Flights): boolean => {
  const { slot } = want;
  slot.profile = claim.profile;
  slot.profileVersion = claim.profileVersion;
  slot.profileChanges = want.changes;
  slot.gatedUntil = Math.max(slot.gatedUntil, claim.profile?.gatedUntil ?? 0);
  if (claim.claimed.length > 0) flights.enqueue(slot, claim.claimed);
  if (claim.more) ring.push(slot);
  if (claim.nextDueAt !== undefined) ring.pushAt(slot, claim.nextDueAt);
  return claim.profile?.active === true;
};
