import type { Instant } from '../../core/clock.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import type { Db, Tx, Work } from '../../database/work.ts';
import { findSentBody } from '../deliveries/sent-body.store.ts';
import { findEndpointsVersion } from '../endpoints/subscription.store.ts';
import { expireAmong } from '../retries/expiry.store.ts';
import { backlogChunk, cancelWaiting, holdWaiting, releaseHeld } from './backlog.store.ts';
import { type ClaimedDelivery, type EndpointSlot, setProfile } from './endpoint-slot.ts';
import { findQueued, markClaimed, type QueuedDelivery } from './queue.store.ts';
import { findSendProfile, storeHealth } from './send-profile.store.ts';
import type { SendProfile } from './send-profile.ts';

/** An endpoint whose turn it is. */
export interface Want {
  readonly slot: EndpointSlot;
  /** How many deliveries it may get; 0 only reads its profile again. */
  readonly limit: number;
  /** The changes of the endpoint that were known when the turn was planned. */
  readonly changes: number;
}

export interface Claim {
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

/**
 * Claims what is due for each endpoint in turn, and reads what sending to it takes if that has changed.
 * @returns one claim for each want, in the same order
 */
export const claimDue = async (
  work: Work,
  options: ClaimOptions,
  wants: readonly Want[],
): Promise<Claim[]> => {
  const version = await findEndpointsVersion(work.tx);
  const claiming: Claiming = { bytesLeft: options.maxBodyBytes, bodies: new Map(), seqs: [] };
  const claims: Claim[] = [];
  for (const { slot, limit, changes } of wants) {
    if (slot.profileVersion !== version || slot.profileChanges !== changes) {
      setProfile(slot, await readProfile(work, options, slot.endpointId));
      slot.profileVersion = version;
      slot.profileChanges = changes;
    }
    claims.push(await claimFor(work, slot, limit, claiming));
  }
  await markClaimed(work.tx, claiming.seqs, options.bootId);
  return claims;
};

/** What the claims of one turn share. */
interface Claiming {
  bytesLeft: number;
  readonly bodies: Map<string, string | null>;
  /** Claimed so far; marked together at the end. */
  readonly seqs: number[];
}

/** One endpoint whose secret cannot be opened must not stop the others. */
const readProfile = async (
  { tx }: Work,
  { secrets, log }: ClaimOptions,
  endpointId: EndpointId,
): Promise<EndpointSlot['profile']> => {
  try {
    return (await findSendProfile(tx, secrets, endpointId)) ?? 'gone';
  } catch (error) {
    log.error('endpoint_unusable', { endpoint_id: endpointId, error: String(error) });
    return undefined;
  }
};

const claimFor = async (
  work: Work,
  slot: EndpointSlot,
  limit: number,
  claiming: Claiming,
): Promise<Claim> => {
  const { profile, endpointId } = slot;
  const nothing = { claimed: [], more: false, nextDueAt: undefined };
  if (profile === 'gone') {
    const canceled = await cancelWaiting(work.tx, endpointId, work.now);
    return { ...nothing, more: canceled === backlogChunk };
  }
  if (!profile) return nothing;
  if (!profile.active) return { ...nothing, more: (await holdWaiting(work.tx, endpointId)) === backlogChunk };
  if (profile.gatedUntil !== null && profile.gatedUntil > work.now) {
    return { ...nothing, nextDueAt: profile.gatedUntil };
  }
  if (limit === 0) return { ...nothing, more: true };
  // What was held comes first, so that an endpoint in order gets it before what happened since.
  const until = profile.releaseUntilSeq;
  const released = until === null ? false : await releaseMore(work, slot, profile, until);
  const claim = await claimQueued(work, claiming, profile, limit);
  return released ? { ...claim, more: true } : claim;
};

const claimQueued = async (
  { tx, now }: Work,
  claiming: Claiming,
  { endpointId, maxAgeMs }: SendProfile,
  limit: number,
): Promise<Claim> => {
  const claimed: ClaimedDelivery[] = [];
  const found = await findQueued(tx, { endpointId, limit });
  const expired = maxAgeMs === null ? noneExpired : await expireFound(tx, found, now - maxAgeMs, now);
  for (const queued of found) {
    if (expired.has(queued.seq)) continue;
    const nextAttemptAt = queued.nextAttemptAt ?? now;
    if (nextAttemptAt > now) return { claimed, more: false, nextDueAt: nextAttemptAt };
    if (claiming.bytesLeft <= 0) return { claimed, more: true, nextDueAt: undefined };
    const body = await bodyFor(tx, claiming, queued);
    claiming.bytesLeft -= body?.length ?? 0;
    claiming.seqs.push(queued.seq);
    claimed.push(toClaimed(endpointId, queued, nextAttemptAt, body));
  }
  return { claimed, more: found.length === limit, nextDueAt: undefined };
};

const noneExpired: ReadonlySet<number> = new Set();

const expireFound = (
  tx: Tx,
  found: readonly QueuedDelivery[],
  oldBefore: Instant,
  now: Instant,
): Promise<ReadonlySet<number>> =>
  expireAmong(
    tx,
    found.map(({ seq }) => seq),
    oldBefore,
    now,
  );

/** One event often goes to many endpoints in the same turn. */
const bodyFor = async (
  db: Db,
  { bodies }: Claiming,
  { eventId, format }: QueuedDelivery,
): Promise<string | null> => {
  const key = `${eventId} ${format}`;
  const known = bodies.get(key);
  if (known !== undefined) return known;
  const body = await findSentBody(db, eventId, format);
  bodies.set(key, body);
  return body;
};

const toClaimed = (
  endpointId: EndpointId,
  queued: QueuedDelivery,
  nextAttemptAt: Instant,
  body: string | null,
): ClaimedDelivery => ({
  seq: queued.seq,
  id: queued.id,
  eventId: queued.eventId,
  endpointId,
  format: queued.format,
  claim: queued.claim,
  attemptCount: queued.attemptCount,
  retryCount: queued.retryCount,
  pendingSince: queued.pendingSince,
  nextAttemptAt,
  body,
});

/** Releases the next of those that were held. @returns whether there may be more of them */
const releaseMore = async (
  { tx, now }: Work,
  slot: EndpointSlot,
  profile: SendProfile,
  untilSeq: number,
): Promise<boolean> => {
  const released = await releaseHeld(tx, profile.endpointId, untilSeq, now);
  if (released === backlogChunk) return true;
  const done = { ...profile, releaseUntilSeq: null };
  await storeHealth(tx, { ...done, ...done.health });
  slot.profile = done;
  return false;
};
