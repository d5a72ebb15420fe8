import { recordChange } from '../../audit/record.ts';
import { secondMs, toIso } from '../../core/clock.ts';
import { DomainError } from '../../core/errors.ts';
import type { Work } from '../../database/work.ts';
import type { WebhookSignals } from '../drainer/signals.ts';
import { mintSecret } from '../signing/signature.ts';
import { changed, changedMeanwhile, type EndpointTools } from './endpoint.service.ts';
import type { Endpoint } from './endpoint.ts';
import {
  findExpiredSecrets,
  forgetPreviousSecrets,
  storeCutOver,
  storeNewSecret,
} from './endpoint-secret.store.ts';
import { isRotating, verifiedAfterRotation } from './endpoint-secret.ts';

/**
 * Makes a new secret; the one before goes on signing beside it for a while. A grace of 0 is for a secret that has
 * leaked: everything is signed with the new one at once, and all older ones are forgotten. `secret` is the only
 * sight of it there will ever be.
 *
 * @throws DomainError `conflict` while the secret before the present one still signs, saying until when
 */
export const rotateSecret = async (
  work: Work,
  tools: EndpointTools,
  before: Endpoint,
  graceSeconds: number,
): Promise<{ endpoint: Endpoint; secret: string }> => {
  const { secretRotation } = before;
  if (graceSeconds > 0 && isRotating(secretRotation, work.now)) {
    throw stillRotating(secretRotation.expiresAt, work.now);
  }
  const secret = mintSecret(work.ids.random);
  const stored = await storeNewSecret(
    work.tx,
    before,
    {
      sealed: tools.secrets.seal(secret, before.id),
      previousUntil: graceSeconds > 0 ? work.now + graceSeconds * secondMs : null,
      lastVerifiedKey: graceSeconds > 0 ? verifiedAfterRotation(before.lastVerifiedKey) : null,
    },
    work.now,
  );
  if (!stored) throw changedMeanwhile();
  const endpoint = await changed(work, tools, before.id);
  recordChange(work, { id: endpoint.id, programId: endpoint.programId, before, after: endpoint });
  return { endpoint, secret };
};

/** Which secret headers with room for one signature are to use: the new one, or the previous one again. */
export type CutOverTo = 'current' | 'previous';

/** @throws DomainError `conflict` when there is nothing to choose between, or they use that one already */
export const cutOverSecret = async (
  work: Work,
  tools: EndpointTools,
  before: Endpoint,
  to: CutOverTo,
): Promise<Endpoint> => {
  const { secretRotation } = before;
  if (!isRotating(secretRotation, work.now)) {
    throw new DomainError('conflict', 'No secret is being rotated: there is only one that signs.');
  }
  const present: CutOverTo = secretRotation.cutOverAt === null ? 'previous' : 'current';
  if (present === to) throw alreadyThere(to);
  const stored = await storeCutOver(work.tx, before, to === 'current' ? work.now : null, work.now);
  if (!stored) throw changedMeanwhile();
  const after = await changed(work, tools, before.id);
  recordChange(work, { id: before.id, programId: before.programId, before, after });
  return after;
};

/** Secrets that one unit forgets at most. */
const forgottenPerUnit = 200;

/** Forgets previous secrets that sign nothing any more. @returns whether there may be more of them */
export const forgetExpiredSecrets = async (work: Work, signals: WebhookSignals): Promise<boolean> => {
  const expired = await findExpiredSecrets(work.tx, { now: work.now, limit: forgottenPerUnit });
  const ids = expired.map(({ id }) => id);
  if (ids.length === 0) return false;
  await forgetPreviousSecrets(work.tx, ids);
  work.afterCommit(() => ids.forEach((id) => void signals.endpointChanged(id)));
  return ids.length === forgottenPerUnit;
};

const stillRotating = (until: number, now: number): DomainError =>
  new DomainError(
    'conflict',
    `The previous secret signs until ${toIso(until)}; then this one can be replaced. If it has leaked, rotate with grace_seconds 0: both older secrets are forgotten at once.`,
    [],
    Math.ceil((until - now) / secondMs),
  );

const alreadyThere = (to: CutOverTo): DomainError =>
  new DomainError(
    'conflict',
    to === 'current'
      ? 'It has been cut over already: every header is signed with the new secret.'
      : 'It has not been cut over: headers with room for one signature use the previous secret.',
  );
