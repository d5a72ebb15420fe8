import { recordChange } from '../audit/record.ts';
import { DomainError, invalidField, notFound } from '../core/errors.ts';
import type { Work } from '../database/work.ts';
import { email as emailField, text } from '../http/fields.ts';
import { assertRowVersion } from '../http/row-version.ts';
import { deleteSessionsOf } from '../sessions/session.store.ts';
import {
  countOtherOwners,
  findAdmin,
  hasAdmin,
  insertAdmin,
  type ListedAdmin,
  markRemoved,
  updateAdmin,
} from './admin.store.ts';
import type { Admin, AdminId, AdminRole } from './admin.ts';
import { deletePasskeysOf } from './passkey.store.ts';
import { replaceRecoveryCodes } from './recovery-code.store.ts';

export interface NewAdmin {
  readonly email: string;
  readonly name: string;
  readonly role: AdminRole;
  /** From `hashPassword`, made before the unit of work began. */
  readonly passwordHash: string;
}

/** @throws DomainError `invalid_request` naming the field, `already_exists` for an email that is taken */
export const createAdmin = async (work: Work, input: NewAdmin): Promise<Admin> => {
  const email = emailField.safeParse(input.email);
  if (!email.success) throw invalidField('email', 'must be an email address');
  const admin: Admin = {
    id: work.ids.mint('adm'),
    email: email.data.toLowerCase(),
    name: readName(input.name),
    role: input.role,
    hasTotp: false,
    lastSeenAt: null,
    rowVersion: 1,
    createdAt: work.now,
    updatedAt: work.now,
  };
  if (await insertAdmin(work.tx, admin, input.passwordHash)) {
    recordChange(work, { id: admin.id, programId: null, after: { role: admin.role } });
    return admin;
  }
  const taken = { path: 'email', message: 'belongs to another admin' };
  throw new DomainError('already_exists', `An admin with the email ${admin.email} exists.`, [taken]);
};

/** Makes the owner of an installation that has no admin yet; undefined when there is one already. */
export const createFirstAdmin = async (
  work: Work,
  input: Omit<NewAdmin, 'role'>,
): Promise<Admin | undefined> =>
  (await hasAdmin(work.tx)) ? undefined : createAdmin(work, { ...input, role: 'owner' });

/**
 * Changes what is given. Another role ends every sign-in of that admin.
 *
 * @param rowVersion the version that the change is meant for; undefined changes any
 * @throws DomainError `not_found`, `precondition_failed`, `conflict` for the last owner, `invalid_request`
 */
export const changeAdmin = async (
  work: Work,
  id: AdminId,
  changes: { readonly name?: string | undefined; readonly role?: AdminRole | undefined },
  rowVersion?: number,
): Promise<ListedAdmin> => {
  const admin = await getAdmin(work, id);
  assertRowVersion(rowVersion, admin.rowVersion, 'admin');
  const { role = admin.role } = changes;
  const name = changes.name === undefined ? admin.name : readName(changes.name);
  if (role === admin.role && name === admin.name) return admin;
  if (role !== admin.role) {
    if (admin.role === 'owner') await assertAnotherOwner(work, id);
    await deleteSessionsOf(work.tx, id);
  }
  await updateAdmin(work.tx, id, { name, role }, work.now);
  const before = { role: admin.role, personName: admin.name };
  recordChange(work, { id, programId: null, before, after: { role, personName: name } });
  return { ...admin, name, role, rowVersion: admin.rowVersion + 1, updatedAt: work.now };
};

/**
 * Takes everything from an admin that lets them in, at once and for ever. What they did keeps their name.
 *
 * @throws DomainError `not_found`, `conflict` for the last owner
 */
export const removeAdmin = async (work: Work, id: AdminId): Promise<void> => {
  const admin = await getAdmin(work, id);
  if (admin.role === 'owner') await assertAnotherOwner(work, id);
  await markRemoved(work.tx, id, work.now);
  recordChange(work, { id, programId: null, before: { role: admin.role } });
  await replaceRecoveryCodes(work.tx, id, []);
  await deletePasskeysOf(work.tx, id);
  await deleteSessionsOf(work.tx, id);
};

/** Ends every sign-in of that admin. @param passwordHash made before the unit of work began */
export const changePassword = async (work: Work, id: AdminId, passwordHash: string): Promise<void> => {
  await updateAdmin(work.tx, id, { passwordHash }, work.now);
  await deleteSessionsOf(work.tx, id);
};

/** Leaves the password as the only thing that is asked for. */
export const removeSecondFactors = async (work: Work, id: AdminId): Promise<void> => {
  await updateAdmin(work.tx, id, { totpSealed: null, totpLastStep: null }, work.now);
  await replaceRecoveryCodes(work.tx, id, []);
  await deletePasskeysOf(work.tx, id);
};

const getAdmin = async (work: Work, id: AdminId): Promise<ListedAdmin> => {
  const admin = await findAdmin(work.tx, id);
  if (!admin) throw notFound('admin');
  return admin;
};

/** Without an owner nobody could ever make one again in the browser. */
const assertAnotherOwner = async (work: Work, id: AdminId): Promise<void> => {
  if ((await countOtherOwners(work.tx, id)) > 0) return;
  throw new DomainError('conflict', 'This is the last owner. Make somebody else an owner first.');
};

const readName = (given: string): string => {
  const name = text(200).safeParse(given);
  if (!name.success) throw invalidField('name', name.error.issues[0]?.message ?? 'is invalid');
  return name.data;
};
