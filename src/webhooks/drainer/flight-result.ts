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
}

/** @param verified whether the endpoint has ever answered with a 2xx at this URL */
export const judgeFlight = (
  flight: Pick<FlightResult, 'profile' | 'delivery' | 'flown'>,
  verified: boolean,
  endedAt: Instant,
  random: () => number,
): FlightResult => {
  const { profile, delivery, flown } = flight;
  const verdict = judgeAttempt(profile.policy, delivery, flown.outcome, endedAt, random);
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
  };
};

const pendingAgain = (
  profile: SendProfile,
  delivery: ClaimedDelivery,
  { at, retriesUsed, gateUntil, asked = false }: Verdict & { readonly to: 'pending' },
): Pick<FlightResult, 'state' | 'retriesUsed' | 'nextAttemptAt' | 'gatedUntil' | 'gateStored'> =>
  profile.fifo
    ? // It keeps its place in the order, and the endpoint waits with it.
      {
        state: 'pending',
        retriesUsed,
        nextAttemptAt: delivery.nextAttemptAt,
        gatedUntil: at,
        gateStored: true,
      }
    : { state: 'pending', retriesUsed, nextAttemptAt: at, gatedUntil: gateUntil, gateStored: asked };
