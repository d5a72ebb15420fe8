import type { Instant } from '../core/clock.ts';
import type { Id } from '../core/ids.ts';
import type { Db, Tx } from '../database/work.ts';
import type { Session } from './session.ts';

export interface SignedIn extends Session {
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

/** The sign-in with this token, of an admin who is still one; whether it has run out is for the caller to see. */
export const findSession = async (db: Db, tokenHash: string): Promise<SignedIn | undefined> => {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('admins', 'admins.id', 'sessions.admin_id')
    .where('token_hash', '=', tokenHash)
    .where('admins.removed_at', 'is', null)
    .select(['admin_id', 'name', 'email', 'role', 'device', 'sessions.created_at', 'sessions.last_seen_at'])
    .executeTakeFirst();
  return (
    row && {
      tokenHash,
      adminId: row.admin_id,
      name: row.name,
      email: row.email,
      role: row.role,
      device: row.device,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
    }
  );
};

/** Those of one admin, the latest first. */
export const listSessions = async (db: Db, adminId: Id<'adm'>): Promise<Session[]> => {
  const rows = await db
    .selectFrom('sessions')
    .selectAll()
    .where('admin_id', '=', adminId)
    .orderBy('last_seen_at', 'desc')
    .execute();
  return rows.map((row) => ({
    tokenHash: row.token_hash,
    adminId: row.admin_id,
    device: row.device,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
  }));
};

export const insertSession = async (tx: Tx, session: Session): Promise<void> => {
  await tx
    .insertInto('sessions')
    .values({
      token_hash: session.tokenHash,
      admin_id: session.adminId,
      device: session.device,
      created_at: session.createdAt,
      last_seen_at: session.lastSeenAt,
    })
    .execute();
};

/** A sign-in that has ended meanwhile stays ended; the admin was there all the same. */
export const markSeen = async (
  tx: Tx,
  { tokenHash, adminId, seenAt }: { tokenHash: string; adminId: Id<'adm'>; seenAt: Instant },
): Promise<void> => {
  await tx
    .updateTable('sessions')
    .set({ last_seen_at: seenAt })
    .where('token_hash', '=', tokenHash)
    .where('last_seen_at', '<', seenAt)
    .execute();
  await tx
    .updateTable('admins')
    .set({ last_seen_at: seenAt })
    .where('id', '=', adminId)
    .where((where) => where.or([where('last_seen_at', 'is', null), where('last_seen_at', '<', seenAt)]))
    .execute();
};

export const deleteSession = async (tx: Tx, tokenHash: string): Promise<void> => {
  await tx.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute();
};

/** Ends an admin's sign-ins, in every browser. */
export const deleteSessionsOf = async (tx: Tx, adminId: Id<'adm'>): Promise<void> => {
  await tx.deleteFrom('sessions').where('admin_id', '=', adminId).execute();
};

export const deleteSessionsBefore = async (
  tx: Tx,
  limits: { createdAt: Instant; lastSeenAt: Instant },
): Promise<void> => {
  await tx
    .deleteFrom('sessions')
    .where((where) =>
      where.or([where('created_at', '<=', limits.createdAt), where('last_seen_at', '<=', limits.lastSeenAt)]),
    )
    .execute();
};
