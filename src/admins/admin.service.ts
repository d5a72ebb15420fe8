import { DomainError, invalidField } from '../core/errors.ts';
import type { Work } from '../database/work.ts';
import { email as emailField, text } from '../http/fields.ts';
import { hasAdmin, insertAdmin } from './admin.store.ts';
import type { Admin, AdminRole } from './admin.ts';

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
  const name = text(200).safeParse(input.name);
  if (!name.success) throw invalidField('name', name.error.issues[0]?.message ?? 'is invalid');
  const admin: Admin = {
    id: work.ids.mint('adm'),
    email: email.data.toLowerCase(),
    name: name.data,
    role: input.role,
    createdAt: work.now,
    updatedAt: work.now,
  };
  if (await insertAdmin(work.tx, admin, input.passwordHash)) return admin;
  const taken = { path: 'email', message: 'belongs to another admin' };
  throw new DomainError('already_exists', `An admin with the email ${admin.email} exists.`, [taken]);
};

/** Makes the owner of an installation that has no admin yet; undefined when there is one already. */
export const createFirstAdmin = async (
  work: Work,
  input: Omit<NewAdmin, 'role'>,
): Promise<Admin | undefined> =>
  (await hasAdmin(work.tx)) ? undefined : createAdmin(work, { ...input, role: 'owner' });
