import type { Instant } from '../../core/clock.ts';
import type { Claim, Want } from './claim.ts';
import { type EndpointSlot, isStale, profileOf, roomOf, startAllowedAt } from './endpoint-slot.ts';
import type { Flights } from './flights.ts';
import type { Ring } from './ring.ts';

/** Deliveries that one unit claims at most. */
export const claimsPerTurn = 64;

/** Deliveries that may be claimed ahead of their requests, all endpoints together. */
const claimedAhead = 512;

/** An endpoint that waits in the ring gets so many at its turn at least: fewer would cost more than they are fair. */
const leastPerEndpoint = 8;

/**
 * Walks the ring once and says who may claim how much. Who cannot use its turn now is put where it will be woken.
 * @param reserved room that claims not committed yet will take
 */
export const selectWants = (ring: Ring, flights: Flights, reserved: number, now: Instant): Want[] => {
  const wants: Want[] = [];
  const blocked: EndpointSlot[] = [];
  const fairShare = Math.max(leastPerEndpoint, Math.floor(claimsPerTurn / Math.max(1, ring.size)));
  let budget = Math.min(claimsPerTurn, claimedAhead - flights.waitingCount - reserved);
  let slowPlaces = flights.lanes.freeSlow;
  for (let visits = ring.size; visits > 0 && wants.length < claimsPerTurn && budget > 0; visits -= 1) {
    const slot = ring.take();
    if (!slot || (isInUse(slot) && isWaiting(slot, ring, now))) continue;
    if (slot.sick && slowPlaces <= 0) {
      blocked.push(slot);
      continue;
    }
    const want = reserve(slot, Math.min(fairShare, budget), now);
    // A backlog need not wait for this claim to be committed before the next one can be made.
    if (slot.backlogged && roomOf(slot, now) > 0) ring.push(slot);
    wants.push(want);
    budget -= want.limit;
    if (slot.sick) slowPlaces -= 1;
  }
  for (const slot of blocked) ring.push(slot);
  return wants;
};

const reserve = (slot: EndpointSlot, share: number, now: Instant): Want => {
  const limit = Math.max(0, Math.min(roomOf(slot, now), share));
  slot.reserved += limit;
  return { slot, limit, changes: slot.changes };
};

/** Whether it is sent to at all, as far as we know: if not, its turn only looks after what waits for it. */
const isInUse = (slot: EndpointSlot): boolean => !isStale(slot) && profileOf(slot)?.active === true;

/** Whether the endpoint could not send anything now; if so, sees to it that it comes back. */
const isWaiting = (slot: EndpointSlot, ring: Ring, now: Instant): boolean => {
  const opensAt = Math.max(slot.gatedUntil, startAllowedAt(slot, now));
  if (opensAt > now) ring.pushAt(slot, opensAt);
  else if (roomOf(slot, now) <= 0) slot.hungry = true;
  else return false;
  return true;
};

/** Takes over what a turn has claimed. */
export const applyClaim = ({ slot, limit }: Want, claim: Claim, ring: Ring, flights: Flights): void => {
  slot.reserved -= limit;
  slot.gatedUntil = Math.max(slot.gatedUntil, profileOf(slot)?.gatedUntil ?? 0);
  if (claim.claimed.length > 0) flights.enqueue(slot, claim.claimed);
  slot.backlogged = claim.more;
  if (claim.more) ring.push(slot);
  if (claim.nextDueAt !== undefined) ring.pushAt(slot, claim.nextDueAt);
};
