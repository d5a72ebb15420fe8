import { recordChange } from '../audit/record.ts';
import { DomainError, notFound } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import type { Work } from '../database/work.ts';
import { createAdmin } from './admin.service.ts';
import { findAdminByEmail } from './admin.store.ts';
import type { Admin, AdminRole } from './admin.ts';
import {
  findInvitation,
  findInvitationByToken,
  insertInvitation,
  markInvitation,
  revokeInvitationsOf,
} from './invitation.store.ts';
import { hashInvitationToken, type Invitation, invitationLifetimeMs } from './invitation.ts';

/** Characters of 5 random bits each. */
const tokenLength = 40;

/**
 * Invites somebody to become an admin; an invitation that they have already is withdrawn.
 *
 * @param input already checked: an email address and a name
 * @returns the token for the link: the only sight of it there will ever be
 * @throws DomainError `already_exists`
 */
export const inviteAdmin = async (
  work: Work,
  input: { readonly email: string; readonly name: string; readonly role: AdminRole },
): Promise<{ invitation: Invitation; token: string }> => {
  const email = input.email.toLowerCase();
  if (await findAdminByEmail(work.tx, email)) {
    const taken = { path: 'email', message: 'belongs to an admin already' };
    throw new DomainError('already_exists', `An admin with the email ${email} exists.`, [taken]);
  }
  await revokeInvitationsOf(work.tx, email, work.now);
  const invitation: Invitation = {
    ...{ id: work.ids.mint('inv'), email, name: input.name, role: input.role },
    ...{ createdAt: work.now, expiresAt: work.now + invitationLifetimeMs },
    ...{ acceptedAt: null, revokedAt: null },
  };
  const token = work.ids.token(tokenLength);
  await insertInvitation(work.tx, invitation, hashInvitationToken(token));
  recordChange(work, { id: invitation.id, programId: null, after: { role: invitation.role } });
  return { invitation, token };
};

/** @throws DomainError `not_found`, `conflict` for one that is over */
export const revokeInvitation = async (work: Work, id: Id<'inv'>): Promise<void> => {
  const invitation = await findInvitation(work.tx, id);
  if (!invitation) throw notFound('invitation');
  if (!(await markInvitation(work.tx, id, 'revoked_at', work.now))) {
    throw new DomainError('conflict', 'This invitation is over already.');
  }
  recordChange(work, { id, programId: null, before: { role: invitation.role } });
};

/**
 * Makes the invited person an admin.
 *
 * @returns undefined when the invitation is over
 * @throws DomainError `invalid_request` naming the field, `already_exists`
 */
export const acceptInvitation = async (
  work: Work,
  token: string,
  input: { readonly name: string; readonly passwordHash: string },
): Promise<Admin | undefined> => {
  const invitation = await findInvitationByToken(work.tx, hashInvitationToken(token));
  if (!invitation || !(await markInvitation(work.tx, invitation.id, 'accepted_at', work.now))) {
    return undefined;
  }
  return createAdmin(work, { ...input, email: invitation.email, role: invitation.role });
};
