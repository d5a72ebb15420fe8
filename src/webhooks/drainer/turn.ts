import type { Work } from '../../database/work.ts';
import { type Claim, type ClaimOptions, claimDue, type Want } from './claim.ts';
import type { ClaimedDelivery } from './endpoint-slot.ts';
import type { FlightResult } from './flight-result.ts';
import { returnClaim } from './queue.store.ts';
import { type RecordingOptions, recordResults } from './result-log.ts';

/** Everything the drainer has to write at one time. */
export interface TurnPlan {
  readonly results: readonly FlightResult[];
  /** Claimed and, as things are, not to be sent now. */
  readonly returns: readonly ClaimedDelivery[];
  readonly wants: readonly Want[];
}

/**
 * Records and claims in one unit of work: one commit for both halves the cost of a delivery. Profiles in the slots
 * follow at once, because the next turn may begin before this one is on disk; if it fails, they are read again.
 *
 * @returns one claim for each want, in the same order
 */
export const takeTurn = async (
  work: Work,
  options: ClaimOptions & RecordingOptions,
  { results, returns, wants }: TurnPlan,
): Promise<Claim[]> => {
  if (results.length > 0) await recordResults(work, results, options);
  for (const { seq, claim } of returns) await returnClaim(work.tx, { seq, claim });
  return wants.length > 0 ? claimDue(work, options, wants) : [];
};
