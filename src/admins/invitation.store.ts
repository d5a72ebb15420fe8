import type { Selectable } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { Id } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import type { Schema } from '../database/schema.ts';
import type { Db, Tx } from '../database/work.ts';
import type { AdminRole } from './admin.ts';
import type { Invitation } from './invitation.ts';

export interface ListedInvitation extends Invitation {
  readonly seq: number;
}

/** Newest first, one more than asked for when there are more; those that are over are among them. */
export const listInvitations = async (db: Db, page: PageRequest): Promise<ListedInvitation[]> => {
  let query = db
    .selectFrom('invitations')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('seq', '<', page.after);
  return (await query.execute()).map(toInvitation);
};

export const findInvitation = async (db: Db, id: Id<'inv'>): Promise<Invitation | undefined> => {
  const row = await db.selectFrom('invitations').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toInvitation(row);
};

export const findInvitationByToken = async (db: Db, tokenHash: string): Promise<Invitation | undefined> => {
  const row = await db
    .selectFrom('invitations')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return row && toInvitation(row);
};

export const insertInvitation = async (tx: Tx, invitation: Invitation, tokenHash: string): Promise<void> => {
  await tx
    .insertInto('invitations')
    .values({
      id: invitation.id,
      email: invitation.email,
      name: invitation.name,
      role: invitation.role,
      token_hash: tokenHash,
      created_at: invitation.createdAt,
      expires_at: invitation.expiresAt,
      accepted_at: invitation.acceptedAt,
      revoked_at: invitation.revokedAt,
    })
    .execute();
};

/** @returns false when it is over: accepted, revoked or expired */
export const markInvitation = async (
  tx: Tx,
  id: Id<'inv'>,
  end: 'accepted_at' | 'revoked_at',
  now: Instant,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('invitations')
    .set({ [end]: now })
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

/** So that of several links to one person the last one counts. */
export const revokeInvitationsOf = async (tx: Tx, email: string, now: Instant): Promise<void> => {
  await tx
    .updateTable('invitations')
    .set({ revoked_at: now })
    .where('email', '=', email)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute();
};

const toInvitation = (row: Selectable<Schema['invitations']>): ListedInvitation => ({
  seq: row.seq,
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role as AdminRole,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  acceptedAt: row.accepted_at,
  revokedAt: row.revoked_at,
});
