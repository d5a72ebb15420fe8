import type { Instant } from '../../core/clock.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { SignatureScheme, SigningKey, SigningKeys } from '../signing/signature.ts';

/** A new secret has been made and the previous one still signs beside it. One previous secret at a time. */
export interface SecretRotation {
  /** From then on the previous secret signs nothing more. */
  readonly expiresAt: Instant;
  /** When headers with room for one signature went over to the new secret; null while they keep the previous one. */
  readonly cutOverAt: Instant | null;
}

/** The secret that signed what last got a 2xx: of headers with room for one signature the one used in them. */
export const verifiedKeys = ['current', 'previous', 'both'] as const;
export type VerifiedKey = (typeof verifiedKeys)[number];

/** Whether the previous secret still signs. */
export const isRotating = (rotation: SecretRotation | null, now: Instant): rotation is SecretRotation =>
  rotation !== null && now < rotation.expiresAt;

/** What is known of the last 2xx once the present secret has become the previous one. */
export const verifiedAfterRotation = (key: VerifiedKey | null): VerifiedKey | null =>
  key === 'current' ? 'previous' : null;

/** The secrets of an endpoint, opened. Which of them sign is asked at every attempt, because one of them may end. */
export interface EndpointKeys {
  /** What signs when nothing is being rotated. */
  readonly current: SigningKeys;
  readonly rotation: (SecretRotation & { readonly keys: SigningKeys }) | undefined;
}

export const endpointKeys = (
  current: SigningKey,
  previous: SigningKey | undefined,
  rotation: SecretRotation | null,
): EndpointKeys => ({
  current: { single: current, list: [current] },
  rotation:
    previous && rotation
      ? {
          ...rotation,
          keys: { single: rotation.cutOverAt === null ? previous : current, list: [current, previous] },
        }
      : undefined,
});

/** The keys that sign at an instant: an expired one never does, however long ago the endpoint was read. */
export const keysAt = ({ current, rotation }: EndpointKeys, at: Instant): SigningKeys =>
  rotation !== undefined && at < rotation.expiresAt ? rotation.keys : current;

/** Which secret a 2xx to what was signed at an instant speaks for. */
export const verifiedKeyAt = (
  { rotation }: EndpointKeys,
  scheme: SignatureScheme,
  at: Instant,
): VerifiedKey => {
  if (rotation === undefined || at >= rotation.expiresAt) return 'current';
  if (!hasSingleValue[scheme]) return 'both';
  return rotation.cutOverAt === null ? 'previous' : 'current';
};

/** Whether a scheme has a header with room for one signature only. */
const hasSingleValue: Readonly<Record<SignatureScheme, boolean>> = {
  dual: true,
  standard: false,
  'body-hmac': true,
};

/**
 * What the value of a custom header is sealed for: no other sealed text of the endpoint, such as its secret, can be put
 * in its place and sent to whoever receives it.
 */
export const headerSealContext = (endpointId: EndpointId, name: string): string =>
  `${endpointId} header ${name}`;
