import type { Instant } from '../../core/clock.ts';
import type { DeliveryState } from '../deliveries/delivery.ts';
import { judgeAttempt, type Verdict } from '../retries/retry-policy.ts';
import type { ClaimedDelivery } from './endpoint-slot.ts';
import type { Flown } from './flight.ts';
import type { SendProfile } from './send-profile.ts';

/** A request that has ended, and what follows from it. */
export interface FlightResult {
  readonly delivery: ClaimedDelivery;
  /** As it was when the request began. */
  readonly profile: SendProfile;
  readonly flown: Flown;
  readonly endedAt: Instant;
  readonly state: DeliveryState;
  readonly retriesUsed: 0 | 1;
  readonly nextAttemptAt: Instant | null;
  /** Until when the endpoint is to be left alone; it outlives a restart when `gateStored`. */
  readonly gatedUntil: Instant | undefined;
  readonly gateStored: boolean;
  /** The receiver said that it is no more: its endpoint is disabled in the unit that records this. */
  readonly gone?: boolean;
}

/** How an endpoint stands when a request of it ends. */
export interface EndpointStanding {
  /** It has answered with a 2xx at this URL before. */
  readonly verified: boolean;
  /** Faults of our own in a row before this request. */
  readonly ownFaults: number;
}

export const judgeFlight = (
  flight: Pick<FlightResult, 'profile' | 'delivery' | 'flown'>,
  { verified, ownFaults }: EndpointStanding,
  endedAt: Instant,
  random: () => number,
): FlightResult => {
  const { profile, delivery, flown } = flight;
  const verdict = judgeAttempt(profile.policy, delivery, flown.outcome, endedAt, random, ownFaults);
  const ended = { delivery, profile, flown, endedAt };
  if (verdict.to === 'pending') return { ...ended, ...pendingAgain(profile, delivery, verdict) };
  // Whoever is just setting up a receiver loses nothing: pending again, and held, in one commit.
  const state = verdict.to === 'rejected' && !verified ? 'held' : verdict.to;
  return {
    delivery,
    profile,
    flown,
    endedAt,
    state,
    retriesUsed: 0,
    nextAttemptAt: null,
    gatedUntil: undefined,
    gateStored: false,
    gone: false,
  };
};

const pendingAgain = (
  profile: SendProfile,
  delivery: ClaimedDelivery,
  { at, retriesUsed, gateUntil, asked = false, gone = false }: Verdict & { readonly to: 'pending' },
): Omit<FlightResult, 'delivery' | 'profile' | 'flown' | 'endedAt'> =>
  profile.fifo
    ? // It keeps its place in the order, and the endpoint waits with it.
      {
        state: 'pending',
        retriesUsed,
        nextAttemptAt: delivery.nextAttemptAt,
        gatedUntil: at,
        gateStored: true,
        gone,
      }
    : { state: 'pending', retriesUsed, nextAttemptAt: at, gatedUntil: gateUntil, gateStored: asked, gone };
