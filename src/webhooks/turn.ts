import type { EndpointId } from '../core/ids.ts';
import type { Work } from '../database/work.ts';
import { type Claim, type ClaimOptions, claimDue, type Want } from './claim.ts';
import type { ClaimedDelivery } from './endpoint-slot.ts';
import type { FlightResult } from './flight-result.ts';
import { returnClaim } from './queue.store.ts';
import { recordResults } from './result-log.ts';
import type { SendProfile } from './send-profile.ts';

/** Everything the drainer has to write at one time. */
export interface TurnPlan<W extends Want = Want> {
  readonly results: readonly FlightResult[];
  /** Claimed and, as things are, not to be sent now. */
  readonly returns: readonly ClaimedDelivery[];
  readonly wants: readonly W[];
  /** The profile of an endpoint as it is known now. */
  readonly profileOf: (id: EndpointId) => SendProfile | undefined;
}

export interface TurnOutcome {
  /** Profiles that the results have changed. */
  readonly profiles: readonly SendProfile[];
  /** One for each want, in the same order. */
  readonly claims: readonly Claim[];
}

/** Records and claims in one unit of work: one commit for both halves the cost of a delivery. */
export const takeTurn = async (work: Work, options: ClaimOptions, plan: TurnPlan): Promise<TurnOutcome> => {
  const profiles = await recordResults(work, plan.results, plan.profileOf, options.log);
  for (const { seq, claim } of plan.returns) await returnClaim(work.tx, { seq, claim });
  const fresh = new Map(profiles.map((profile) => [profile.endpointId, profile]));
  const wants = plan.wants.map((want) => ({ ...want, profile: fresh.get(want.endpointId) ?? want.profile }));
  return { profiles, claims: await claimDue(work, options, wants) };
};
