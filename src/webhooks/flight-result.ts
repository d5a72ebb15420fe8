import type { Instant } from '../core/clock.ts';
import type { DeliveryState } from './delivery.ts';
import type { ClaimedDelivery } from './endpoint-slot.ts';
import type { Flown } from './flight.ts';
import { judgeAttempt, type Verdict } from './retry-policy.ts';
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
  {
    profile,
    delivery,
    flown,
    verified,
  }: Pick<FlightResult, 'profile' | 'delivery' | 'flown'> & {
    readonly verified: boolean;
  },
  endedAt: Instant,
  random: () => number,
): FlightResult => ({
  profile,
  delivery,
  flown,
  endedAt,
  ...follow(judgeAttempt(profile.policy, delivery, flown.outcome, endedAt, random), {
    profile,
    delivery,
    verified,
  }),
});

type Consequence = Pick<
  FlightResult,
  'state' | 'retriesUsed' | 'nextAttemptAt' | 'gatedUntil' | 'gateStored'
>;

const follow = (
  verdict: Verdict,
  { profile, delivery, verified }: Pick<FlightResult, 'profile' | 'delivery'> & { verified: boolean },
): Consequence => {
  const stays = { retriesUsed: 0, gatedUntil: undefined, gateStored: false } as const;
  if (verdict.to !== 'pending') {
    // Whoever is just setting up a receiver loses nothing: pending again, and held, in one commit.
    const state = verdict.to === 'rejected' && !verified ? 'held' : verdict.to;
    return { ...stays, state, nextAttemptAt: null };
  }
  const { at, retriesUsed, gateUntil, asked = false } = verdict;
  if (profile.fifo) {
    // It keeps its place in the order, and the endpoint waits with it.
    return {
      state: 'pending',
      retriesUsed,
      nextAttemptAt: delivery.nextAttemptAt,
      gatedUntil: at,
      gateStored: true,
    };
  }
  return { state: 'pending', retriesUsed, nextAttemptAt: at, gatedUntil: gateUntil, gateStored: asked };
};
