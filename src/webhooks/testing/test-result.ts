import { DomainError } from '../../core/errors.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import type { Work } from '../../database/work.ts';
import { insertAttempts } from '../deliveries/attempt.store.ts';
import type { DeliveryState } from '../deliveries/delivery.ts';
import { findLastDeliverySeq } from '../drainer/backlog.store.ts';
import { type EndpointSlot, profileOf } from '../drainer/endpoint-slot.ts';
import type { FlightResult } from '../drainer/flight-result.ts';
import { settleClaim } from '../drainer/queue.store.ts';
import { findSendProfile, storeHealth } from '../drainer/send-profile.store.ts';
import type { SendProfile } from '../drainer/send-profile.ts';
import { verifiedKeyAt } from '../endpoints/endpoint-secret.ts';
import { judgeAttempt } from '../retries/retry-policy.ts';

/** A test is sent once: whatever would lead to a retry ends it. */
export const judgeTest = (
  ended: Pick<FlightResult, 'delivery' | 'profile' | 'flown' | 'endedAt'>,
): FlightResult => ({
  ...ended,
  state: finalState(ended),
  retriesUsed: 0,
  nextAttemptAt: null,
  gatedUntil: undefined,
  gateStored: false,
});

const finalState = ({
  profile,
  delivery,
  flown,
  endedAt,
}: Parameters<typeof judgeTest>[0]): DeliveryState => {
  const { to } = judgeAttempt(profile.policy, delivery, flown.outcome, endedAt, () => 0);
  return to === 'delivered' || to === 'rejected' ? to : 'exhausted';
};

export interface TestRecording {
  /** The process that has claimed it. */
  readonly bootId: string;
  readonly secrets: Pick<SecretBox, 'open'>;
  readonly slotOf: (id: EndpointId) => EndpointSlot;
}

/**
 * Records the attempt of a test and its end. A 2xx verifies the endpoint, like any other; nothing else of a test
 * counts, neither for nor against it, and nobody is told.
 *
 * @returns whether deliveries that were held for the endpoint can go out now
 * @throws DomainError `conflict` when another process has ended the test meanwhile
 */
export const recordTest = async (
  work: Work,
  result: FlightResult,
  recording: TestRecording,
): Promise<boolean> => {
  const { delivery, state, flown } = result;
  const settled = await settleClaim(work.tx, {
    seq: delivery.seq,
    claim: delivery.claim,
    claimedBy: recording.bootId,
    state,
    retriesUsed: 0,
    nextAttemptAt: null,
    lastStatus: flown.status,
    lastError: flown.error,
    finishedAt: work.now,
  });
  if (settled === 0) throw new DomainError('conflict', 'This test has been given up by another process.');
  await insertAttempts(work, [result]);
  return state === 'delivered' && (await recordVerification(work, result, recording));
};

/**
 * Stores what a 2xx says of the endpoint, where the drainer sees it too: it writes what it has in memory. An answer
 * of a URL that has been changed since says nothing about the new one.
 */
const recordVerification = async (
  work: Work,
  { profile, flown, endedAt }: FlightResult,
  { secrets, slotOf }: TestRecording,
): Promise<boolean> => {
  const slot = slotOf(profile.endpointId);
  const inMemory = profileOf(slot);
  const isKnown = inMemory?.rowVersion === profile.rowVersion;
  const before = isKnown ? inMemory : await findSendProfile(work.tx, secrets, profile.endpointId);
  if (before?.rowVersion !== profile.rowVersion) return false;
  const lastVerifiedKey = verifiedKeyAt(before.keys, before.signature, flown.startedAt);
  const isFirst = before.health.verifiedAt === null;
  if (!isFirst && lastVerifiedKey === before.lastVerifiedKey) return false;
  const releases = isFirst && !before.keepsHeld;
  const after: SendProfile = {
    ...before,
    lastVerifiedKey,
    ...(isFirst && { health: { ...before.health, verifiedAt: endedAt } }),
    ...(releases && { releaseUntilSeq: await findLastDeliverySeq(work.tx) }),
  };
  await storeHealth(work.tx, { ...after, ...after.health });
  if (isKnown) slot.profile = after;
  return releases;
};
