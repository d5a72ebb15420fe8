import { hourMs, type Instant } from '../core/clock.ts';
import type { Id } from '../core/ids.ts';
import type { AdminRole } from './admin.ts';

/** A link that makes one person an admin, once. */
export interface Invitation {
  readonly id: Id<'inv'>;
  readonly email: string;
  readonly name: string;
  readonly role: AdminRole;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly acceptedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

export const invitationStates = ['open', 'accepted', 'revoked', 'expired'] as const;
export type InvitationState = (typeof invitationStates)[number];

export const invitationLifetimeMs = 72 * hourMs;

export const stateOf = (
  { acceptedAt, revokedAt, expiresAt }: Pick<Invitation, 'acceptedAt' | 'revokedAt' | 'expiresAt'>,
  now: Instant,
): InvitationState => {
  if (acceptedAt !== null) return 'accepted';
  if (revokedAt !== null) return 'revoked';
  return now < expiresAt ? 'open' : 'expired';
};

/** The address that is handed out; the host is the one of the configuration, whatever a request says. */
export const invitationUrl = (baseUrl: string, token: string): string => `${baseUrl}/invitation/${token}`;

export const hashInvitationToken = (token: string): string =>
  new Bun.CryptoHasher('sha256').update(token).digest('hex');
