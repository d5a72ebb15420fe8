import type { Instant } from '../core/clock.ts';
import type { EndpointId } from '../core/ids.ts';
import type { QueuedDelivery } from './queue.store.ts';
import type { SendProfile } from './send-profile.ts';

/** Requests that one endpoint gets at a time. */
export const requestsPerEndpoint = 4;

/** Deliveries claimed ahead for one healthy endpoint, so that a claim serves many requests. */
const claimedPerEndpoint = 32;

/** A delivery that this process has claimed; `claim` is the number of the claim. */
export interface ClaimedDelivery extends Omit<QueuedDelivery, 'nextAttemptAt'> {
  readonly nextAttemptAt: Instant;
}

/** What the drainer keeps in memory about one endpoint. */
export interface EndpointSlot {
  readonly endpointId: EndpointId;
  /** Undefined before the first claim, and when the endpoint is gone or cannot be used. */
  profile: SendProfile | undefined;
  /** Which version of the endpoints the profile was read at. */
  profileVersion: string | undefined;
  /** Counts the changes of the endpoint that we were told of. */
  changes: number;
  /** The change up to which the profile was read; while it is behind, nothing is sent. */
  profileChanges: number;
  /** Claimed and not yet sent. */
  readonly waiting: ClaimedDelivery[];
  inFlight: number;
  /** Its last request failed or was slow: one request at a time, in the slow lane. */
  sick: boolean;
  gatedUntil: Instant;
  /** When a limit on requests a second allows the next one. */
  nextStartAt: Instant;
  /** There may be more to claim once a request of it has ended. */
  hungry: boolean;
}

export const createSlot = (endpointId: EndpointId): EndpointSlot => ({
  endpointId,
  profile: undefined,
  profileVersion: undefined,
  changes: 1,
  profileChanges: 0,
  waiting: [],
  inFlight: 0,
  sick: false,
  gatedUntil: 0,
  nextStartAt: 0,
  hungry: false,
});

/** How many more of its deliveries may be claimed. */
export const roomOf = (slot: EndpointSlot, now: Instant): number => {
  const limit = oneAtATime(slot) ? 1 : (startsAllowed(slot, now) ?? claimedPerEndpoint);
  return limit - slot.inFlight - slot.waiting.length;
};

/** A limit on requests a second counts from so long ago at most: late timers are made up for, idle times are not. */
const catchUpMs = 50;

/** Requests that its limit allows by now; undefined without a limit. */
const startsAllowed = ({ profile, nextStartAt }: EndpointSlot, now: Instant): number | undefined => {
  if (!profile?.rateLimit) return undefined;
  const lateMs = Math.min(Math.max(0, now - nextStartAt), catchUpMs);
  return Math.min(requestsPerEndpoint, 1 + Math.floor((lateMs * profile.rateLimit) / 1_000));
};

/** Whether it may get one more request now, as far as the endpoint itself is concerned. */
export const mayStart = (slot: EndpointSlot, now: Instant): boolean =>
  slot.profile?.active === true &&
  !isStale(slot) &&
  slot.inFlight < (oneAtATime(slot) ? 1 : requestsPerEndpoint) &&
  slot.gatedUntil <= now &&
  slot.nextStartAt <= now;

/** Its profile must be read again before anything is sent. */
export const isStale = (slot: EndpointSlot): boolean => slot.changes !== slot.profileChanges;

const oneAtATime = (slot: EndpointSlot): boolean => slot.sick || slot.profile?.fifo === true;

/** Spends one request of the limit. */
export const spendStart = (slot: EndpointSlot, now: Instant): void => {
  const perSecond = slot.profile?.rateLimit;
  if (perSecond) slot.nextStartAt = Math.max(now - catchUpMs, slot.nextStartAt) + 1_000 / perSecond;
};
