import type { Instant } from '../core/clock.ts';
import type { Id } from '../core/ids.ts';
import type { Db, Tx } from '../database/work.ts';
import type { AdminId } from './admin.ts';

export interface Passkey {
  readonly id: Id<'psk'>;
  readonly adminId: AdminId;
  /** base64url */
  readonly credentialId: string;
  /** COSE in base64url */
  readonly publicKey: string;
  readonly counter: number;
  /** How browsers reach it, such as `internal` or `usb`. */
  readonly transports: readonly string[];
  readonly name: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
}

/** Newest first. */
export const listPasskeys = async (db: Db, adminId: AdminId): Promise<Passkey[]> => {
  const rows = await db
    .selectFrom('passkeys')
    .selectAll()
    .where('admin_id', '=', adminId)
    .orderBy('seq', 'desc')
    .execute();
  return rows.map(toPasskey);
};

export const findPasskeyByCredential = async (db: Db, credentialId: string): Promise<Passkey | undefined> => {
  const row = await db
    .selectFrom('passkeys')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
  return row && toPasskey(row);
};

/** @returns false when this authenticator is known already; nothing was stored then */
export const insertPasskey = async (tx: Tx, passkey: Passkey): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('passkeys')
    .values({
      id: passkey.id,
      admin_id: passkey.adminId,
      credential_id: passkey.credentialId,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports_json: JSON.stringify(passkey.transports),
      name: passkey.name,
      created_at: passkey.createdAt,
      last_used_at: passkey.lastUsedAt,
    })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
};

/** @returns false when it was removed or used meanwhile: the counter is no longer what it was */
export const markPasskeyUsed = async (
  tx: Tx,
  passkey: Pick<Passkey, 'id' | 'counter'>,
  counter: number,
  now: Instant,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('passkeys')
    .set({ counter, last_used_at: now })
    .where('id', '=', passkey.id)
    .where('counter', '=', passkey.counter)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

/** @returns false when this admin has no such passkey */
export const deletePasskey = async (tx: Tx, adminId: AdminId, id: string): Promise<boolean> => {
  const { numDeletedRows } = await tx
    .deleteFrom('passkeys')
    .where('id', '=', id as Id<'psk'>)
    .where('admin_id', '=', adminId)
    .executeTakeFirst();
  return numDeletedRows === 1n;
};

export const deletePasskeysOf = async (tx: Tx, adminId: AdminId): Promise<void> => {
  await tx.deleteFrom('passkeys').where('admin_id', '=', adminId).execute();
};

const toPasskey = (row: {
  id: Id<'psk'>;
  admin_id: AdminId;
  credential_id: string;
  public_key: string;
  counter: number;
  transports_json: string;
  name: string;
  created_at: Instant;
  last_used_at: Instant | null;
}): Passkey => ({
  id: row.id,
  adminId: row.admin_id,
  credentialId: row.credential_id,
  publicKey: row.public_key,
  counter: row.counter,
  transports: JSON.parse(row.transports_json) as string[],
  name: row.name,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
});
