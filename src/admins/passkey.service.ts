import { DomainError, invalidField, notFound } from '../core/errors.ts';
import type { Work } from '../database/work.ts';
import { text } from '../http/fields.ts';
import { deleteSessionsOf } from '../sessions/session.store.ts';
import type { AdminId } from './admin.ts';
import { deletePasskey, insertPasskey, type Passkey } from './passkey.store.ts';

/**
 * Ends every sign-in there is: what lets somebody in has changed.
 *
 * @throws DomainError `already_exists`, `invalid_request` naming `name`
 */
export const addPasskey = async (
  work: Work,
  input: Pick<Passkey, 'adminId' | 'credentialId' | 'publicKey' | 'counter' | 'transports' | 'name'>,
): Promise<Passkey> => {
  const passkey: Passkey = {
    ...input,
    name: readPasskeyName(input.name),
    id: work.ids.mint('psk'),
    createdAt: work.now,
    lastUsedAt: null,
  };
  if (!(await insertPasskey(work.tx, passkey))) {
    throw new DomainError('already_exists', 'This passkey is registered already.');
  }
  await deleteSessionsOf(work.tx, passkey.adminId);
  return passkey;
};

/** Ends every sign-in there is. @throws DomainError `not_found`, also for a passkey of somebody else */
export const removePasskey = async (work: Work, adminId: AdminId, id: string): Promise<void> => {
  if (!(await deletePasskey(work.tx, adminId, id))) throw notFound('passkey');
  await deleteSessionsOf(work.tx, adminId);
};

/** @throws DomainError `invalid_request` naming `name` */
export const readPasskeyName = (given: string): string => {
  const name = text(60).safeParse(given);
  if (!name.success) throw invalidField('name', name.error.issues[0]?.message ?? 'is invalid');
  return name.data;
};
