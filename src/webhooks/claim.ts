import type { Instant } from '../core/clock.ts';
import type { EndpointId } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import type { SecretBox } from '../core/secret-box.ts';
import type { Work } from '../database/work.ts';
import { backlogChunk, cancelWaiting, releaseHeld } from './backlog.store.ts';
import type { ClaimedDelivery } from './endpoint-slot.ts';
import { findQueued, markClaimed } from './queue.store.ts';
import { findSendProfile, storeHealth } from './send-profile.store.ts';
import type { SendProfile } from './send-profile.ts';
import { findEndpointsVersion } from './subscription.store.ts';

/** An endpoint whose turn it is. */
export interface Want {
  readonly endpointId: EndpointId;
  /** How many deliveries it may get; 0 only reads its profile again. */
  readonly limit: number;
  readonly profile: SendProfile | undefined;
  /** The version the profile was read at; undefined to have it read again. */
  readonly profileVersion: string | undefined;
}

export interface Claim {
  readonly endpointId: EndpointId;
  /** Undefined when the endpoint is gone or cannot be used. */
  readonly profile: SendProfile | undefined;
  readonly profileVersion: string;
  readonly claimed: readonly ClaimedDelivery[];
  /** There may be more that is due. */
  readonly more: boolean;
  /** When the next one is due. */
  readonly nextDueAt: Instant | undefined;
}

export interface ClaimOptions {
  /** Names this process, so that a later one knows what nobody is sending any more. */
  readonly bootId: string;
  readonly secrets: Pick<SecretBox, 'open'>;
  readonly log: Log;
  /** Bytes of bodies after which no more is claimed. */
  readonly maxBodyBytes: number;
}

/** Claims what is due for each endpoint in turn; everything sending takes is read in the same unit. */
export const claimDue = async (
  work: Work,
  options: ClaimOptions,
  wants: readonly Want[],
): Promise<Claim[]> => {
  const version = await findEndpointsVersion(work.tx);
  const budget = { bytes: options.maxBodyBytes };
  const claims: Claim[] = [];
  for (const want of wants) {
    const profile =
      want.profileVersion === version ? want.profile : await readProfile(work, options, want.endpointId);
    const step = await claimFor(work, options, want, profile, budget);
    claims.push({ endpointId: want.endpointId, profileVersion: version, ...step });
  }
  return claims;
};

type Unusable = 'gone' | 'unreadable';
type Step = Omit<Claim, 'endpointId' | 'profileVersion'>;

/** One endpoint whose secret cannot be opened must not stop the others. */
const readProfile = async (
  { tx }: Work,
  { secrets, log }: ClaimOptions,
  endpointId: EndpointId,
): Promise<SendProfile | Unusable> => {
  try {
    return (await findSendProfile(tx, secrets, endpointId)) ?? 'gone';
  } catch (error) {
    log.error('endpoint_unusable', { endpoint_id: endpointId, error: String(error) });
    return 'unreadable';
  }
};

const claimFor = async (
  work: Work,
  options: ClaimOptions,
  { endpointId, limit }: Want,
  profile: SendProfile | Unusable | undefined,
  budget: { bytes: number },
): Promise<Step> => {
  const nothing = { claimed: [], more: false, nextDueAt: undefined };
  if (profile === 'gone') {
    const canceled = await cancelWaiting(work.tx, endpointId, work.now);
    return { ...nothing, profile: undefined, more: canceled === backlogChunk };
  }
  if (typeof profile !== 'object') return { ...nothing, profile: undefined };
  if (!profile.active) return { ...nothing, profile };
  if (profile.gatedUntil !== null && profile.gatedUntil > work.now) {
    return { ...nothing, profile, nextDueAt: profile.gatedUntil };
  }
  if (limit === 0) return { ...nothing, profile, more: true };
  const step = await claimQueued(work, options, endpointId, limit, budget);
  if (step.more || profile.releaseUntilSeq === null) return { ...step, profile };
  return { ...step, ...(await releaseMore(work, profile, profile.releaseUntilSeq)) };
};

const claimQueued = async (
  { tx, now }: Work,
  { bootId }: ClaimOptions,
  endpointId: EndpointId,
  limit: number,
  budget: { bytes: number },
): Promise<Omit<Step, 'profile'>> => {
  const claimed: ClaimedDelivery[] = [];
  for (const queued of await findQueued(tx, { endpointId, limit })) {
    const nextAttemptAt = queued.nextAttemptAt ?? now;
    if (nextAttemptAt > now) return { claimed, more: false, nextDueAt: nextAttemptAt };
    if (budget.bytes <= 0) return { claimed, more: true, nextDueAt: undefined };
    if ((await markClaimed(tx, { seq: queued.seq, claimedBy: bootId })) === 0) continue;
    budget.bytes -= queued.body?.length ?? 0;
    claimed.push({ ...queued, nextAttemptAt, claim: queued.claim + 1 });
  }
  return { claimed, more: claimed.length === limit, nextDueAt: undefined };
};

/** The next of those that were held, now that there is nothing else to claim. */
const releaseMore = async (
  { tx, now }: Work,
  profile: SendProfile,
  untilSeq: number,
): Promise<Pick<Step, 'profile' | 'more'>> => {
  const released = await releaseHeld(tx, profile.endpointId, untilSeq, now);
  if (released === backlogChunk) return { profile, more: true };
  const done = { ...profile, releaseUntilSeq: null };
  await storeHealth(tx, { ...done, ...done.health });
  return { profile: done, more: released > 0 };
};
