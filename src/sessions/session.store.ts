import type { Instant } from '../core/clock.ts';
import type { Id } from '../core/ids.ts';
import type { Db, Tx } from '../database/work.ts';

export interface SignedIn {
  readonly adminId: Id<'adm'>;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant;
}

export const findSession = async (db: Db, tokenHash: string): Promise<SignedIn | undefined> => {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('admins', 'admins.id', 'sessions.admin_id')
    .where('token_hash', '=', tokenHash)
    .select(['admin_id', 'name', 'email', 'role', 'sessions.created_at', 'last_seen_at'])
    .executeTakeFirst();
  return (
    row && {
      adminId: row.admin_id,
      name: row.name,
      email: row.email,
      role: row.role,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
    }
  );
};

export const insertSession = async (
  tx: Tx,
  session: { tokenHash: string; adminId: Id<'adm'>; now: Instant },
): Promise<void> => {
  await tx
    .insertInto('sessions')
    .values({
      token_hash: session.tokenHash,
      admin_id: session.adminId,
      created_at: session.now,
      last_seen_at: session.now,
    })
    .execute();
};
