import { type Credentials, findCredentials, findCredentialsOf } from '../admins/admin.store.ts';
import { invalidField } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import type { Db } from '../database/work.ts';
import { addressGroup } from '../http/client-address.ts';
import type { Gate } from './gate.service.ts';

/** What became of an email and a password. */
export type PasswordOutcome =
  | { readonly outcome: 'right'; readonly credentials: Credentials }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'slowed'; readonly waitSeconds: number };

/** Longer than any email address. */
const maxEmailCharacters = 254;

/**
 * Looks whether a password is somebody's. For an email that nobody has the answer, the work and the brakes are the same.
 *
 * @throws DomainError `rate_limited` when too many passwords are being looked at
 */
export const tryPassword = async (
  { read, gate }: { read: Db; gate: Gate },
  { email, password, address }: { email: string; password: string; address: string },
): Promise<PasswordOutcome> => {
  const account = email.trim().toLowerCase().slice(0, maxEmailCharacters);
  const from = addressGroup(address);
  const waitSeconds = takeBoth(gate, account, from);
  if (waitSeconds > 0) return { outcome: 'slowed', waitSeconds };
  const credentials = await findCredentials(read, account);
  const isRight = await gate.passwords.verify(password, credentials?.passwordHash).catch((failure) => {
    gate.byAccount.giveBack(account);
    gate.byAddress.giveBack(from);
    throw failure;
  });
  if (!isRight || !credentials) return { outcome: 'wrong' };
  gate.byAccount.clear(account);
  gate.byAddress.giveBack(from);
  return { outcome: 'right', credentials };
};

/**
 * Asks somebody who is signed in for their password once more, before what lets them in changes.
 *
 * @throws DomainError `invalid_request` naming `current_password`, `rate_limited`
 */
export const confirmPassword = async (
  { read, gate }: { read: Db; gate: Gate },
  adminId: Id<'adm'>,
  password: string,
): Promise<void> => {
  // Counted by itself: whoever guesses on the login does not keep out who is in.
  const waitSeconds = gate.byAccount.take(adminId);
  if (waitSeconds > 0) throw invalidField('current_password', waitSentence(waitSeconds));
  const credentials = await findCredentialsOf(read, adminId);
  const isRight = await gate.passwords.verify(password, credentials?.passwordHash).catch((failure) => {
    gate.byAccount.giveBack(adminId);
    throw failure;
  });
  if (!isRight) throw invalidField('current_password', 'is not right');
  gate.byAccount.clear(adminId);
};

/** To be said after the name of a field. */
export const waitSentence = (seconds: number): string =>
  `was tried too often; try again in ${seconds < 60 ? `${seconds} seconds` : minutes(seconds)}`;

const minutes = (seconds: number): string => {
  const whole = Math.ceil(seconds / 60);
  return whole === 1 ? 'a minute' : `${whole} minutes`;
};

/** Nothing is counted by one when the other says to wait. */
const takeBoth = ({ byAccount, byAddress }: Gate, account: string, address: string): number => {
  const byAddressSeconds = byAddress.take(address);
  if (byAddressSeconds > 0) return byAddressSeconds;
  const byAccountSeconds = byAccount.take(account);
  if (byAccountSeconds > 0) byAddress.giveBack(address);
  return byAccountSeconds;
};
