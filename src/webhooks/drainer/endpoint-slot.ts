import type { Instant } from '../../core/clock.ts';
import type { DeliveryId, EndpointId, EventId } from '../../core/ids.ts';
import type { SendProfile } from './send-profile.ts';

/** Requests that one endpoint gets at a time. */
export const requestsPerEndpoint = 4;

/** Deliveries claimed ahead for one healthy endpoint, so that a claim serves many requests. */
const claimedPerEndpoint = 64;

/** A delivery that this process has claimed, with all that sending it takes. */
export interface ClaimedDelivery {
  readonly seq: number;
  readonly id: DeliveryId;
  readonly eventId: EventId;
  readonly endpointId: EndpointId;
  /** The form of its body. */
  readonly format: string;
  /** The number of the claim. */
  readonly claim: number;
  readonly attemptCount: number;
  readonly retryCount: number;
  readonly pendingSince: Instant;
  readonly nextAttemptAt: Instant;
  /** The stored text; null when it is gone. */
  readonly body: string | null;
}

/** What the drainer keeps in memory about one endpoint. */
export interface EndpointSlot {
  readonly endpointId: EndpointId;
  /** Undefined before the first claim and while it cannot be used; `gone` when it was deleted. */
  profile: SendProfile | 'gone' | undefined;
  /** Which version of the endpoints the profile was read at. */
  profileVersion: string | undefined;
  /** Counts the changes of the endpoint that we were told of. */
  changes: number;
  /** The change up to which the profile was read; while it is behind, nothing is sent. */
  profileChanges: number;
  /** Room promised to claims that are not committed yet. */
  reserved: number;
  /** Its last claim left more behind. */
  backlogged: boolean;
  /** Claimed and not yet sent. */
  readonly waiting: ClaimedDelivery[];
  inFlight: number;
  /** It has answered well since this process began; before that it gets one request at a time. */
  proven: boolean;
  /** Its last request failed or was slow: one request at a time, in the slow lane. */
  sick: boolean;
  gatedUntil: Instant;
  /** Faults of our own that its requests have met in a row. */
  ownFaults: number;
  lastOwnFaultAt: Instant;
  /** When a limit on requests a second allows the next one, unless the clock was set back since: `startAllowedAt`. */
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
  reserved: 0,
  backlogged: false,
  waiting: [],
  inFlight: 0,
  proven: false,
  sick: false,
  gatedUntil: 0,
  ownFaults: 0,
  lastOwnFaultAt: 0,
  nextStartAt: 0,
  hungry: false,
});

/** What sending to it takes, when it can be sent to at all. */
export const profileOf = ({ profile }: EndpointSlot): SendProfile | undefined =>
  profile === 'gone' ? undefined : profile;

/** How many more of its deliveries may be claimed. */
export const roomOf = (slot: EndpointSlot, now: Instant): number => {
  const limit = oneAtATime(slot) ? 1 : (startsAllowed(slot, now) ?? claimedPerEndpoint);
  return limit - slot.inFlight - slot.waiting.length - slot.reserved;
};

/** A limit on requests a second counts from so long ago at most: late timers are made up for, idle times are not. */
const catchUpMs = 50;

/** The slowest limit is one request a second. */
const longestWaitMs = 1_000;

/** When a limit on requests a second allows the next one: now, if a clock that was set back has moved that away. */
export const startAllowedAt = ({ nextStartAt }: EndpointSlot, now: Instant): Instant =>
  nextStartAt > now + longestWaitMs ? now : nextStartAt;

/** Requests that its limit allows by now; undefined without a limit. */
const startsAllowed = (slot: EndpointSlot, now: Instant): number | undefined => {
  const perSecond = profileOf(slot)?.rateLimit;
  if (!perSecond) return undefined;
  const lateMs = Math.min(Math.max(0, now - startAllowedAt(slot, now)), catchUpMs);
  return Math.min(requestsPerEndpoint, 1 + Math.floor((lateMs * perSecond) / 1_000));
};

/** Whether it is to get anything at all now: neither paused, disabled nor deleted, and not asking to be left alone. */
export const mayBeSentTo = (slot: EndpointSlot, now: Instant): boolean =>
  profileOf(slot)?.active === true && slot.gatedUntil <= now;

/** Whether it may get one more request now, as far as the endpoint itself is concerned. */
export const mayStart = (slot: EndpointSlot, now: Instant): boolean =>
  mayBeSentTo(slot, now) &&
  !isStale(slot) &&
  slot.inFlight < (oneAtATime(slot) ? 1 : requestsPerEndpoint) &&
  startAllowedAt(slot, now) <= now;

/** Its profile must be read again before anything is sent. */
export const isStale = (slot: EndpointSlot): boolean => slot.changes !== slot.profileChanges;

const oneAtATime = (slot: EndpointSlot): boolean =>
  slot.sick || !slot.proven || slot.ownFaults > 0 || profileOf(slot)?.fifo === true;

/** Requests that were under way together have met the same fault. */
export const countOwnFault = (slot: EndpointSlot, startedAt: Instant, endedAt: Instant): void => {
  if (startedAt <= slot.lastOwnFaultAt) return;
  slot.ownFaults += 1;
  slot.lastOwnFaultAt = endedAt;
};

/**
 * Takes over what sending to it takes. After it was edited or activated, what was in its way before is over: what
 * still holds stands in the profile.
 */
export const setProfile = (slot: EndpointSlot, profile: EndpointSlot['profile']): void => {
  const before = profileOf(slot);
  slot.profile = profile;
  const after = profileOf(slot);
  if (!before || !after || before.rowVersion === after.rowVersion) return;
  slot.gatedUntil = after.gatedUntil ?? 0;
  slot.ownFaults = 0;
};

/** Spends one request of the limit. */
export const spendStart = (slot: EndpointSlot, now: Instant): void => {
  const perSecond = profileOf(slot)?.rateLimit;
  if (perSecond) slot.nextStartAt = Math.max(now - catchUpMs, startAllowedAt(slot, now)) + 1_000 / perSecond;
};
