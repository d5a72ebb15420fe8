import type { ExpressionBuilder, Selectable } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { PageRequest } from '../core/page.ts';
import type { Schema } from '../database/schema.ts';
import type { Db, Tx } from '../database/work.ts';
import type { Admin, AdminId, AdminRole } from './admin.ts';

export interface ListedAdmin extends Admin {
  readonly seq: number;
  readonly passkeys: number;
}

/** What somebody proves that it is they; never leaves the server. */
export interface Credentials {
  readonly id: AdminId;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly totpSealed: string | null;
  readonly totpLastStep: number | null;
}

export const hasAdmin = async (db: Db): Promise<boolean> =>
  (await present(db).select('id').limit(1).executeTakeFirst()) !== undefined;

export const findAdmin = async (db: Db, id: AdminId): Promise<ListedAdmin | undefined> => {
  const row = await present(db).where('id', '=', id).selectAll().select(passkeysOf).executeTakeFirst();
  return row && toAdmin(row);
};

export const findAdminByEmail = async (db: Db, email: string): Promise<ListedAdmin | undefined> => {
  const row = await present(db).where('email', '=', email).selectAll().select(passkeysOf).executeTakeFirst();
  return row && toAdmin(row);
};

/** Newest first, one more than asked for when there are more; removed ones are not among them. */
export const listAdmins = async (db: Db, page: PageRequest): Promise<ListedAdmin[]> => {
  let query = present(db)
    .selectAll()
    .select(passkeysOf)
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('seq', '<', page.after);
  return (await query.execute()).map(toAdmin);
};

export const findCredentials = async (db: Db, email: string): Promise<Credentials | undefined> => {
  const row = await present(db).where('email', '=', email).select(credentialColumns).executeTakeFirst();
  return row && toCredentials(row);
};

export const findCredentialsOf = async (db: Db, id: AdminId): Promise<Credentials | undefined> => {
  const row = await present(db).where('id', '=', id).select(credentialColumns).executeTakeFirst();
  return row && toCredentials(row);
};

/** Owners besides this admin. */
export const countOtherOwners = async (db: Db, id: AdminId): Promise<number> => {
  const row = await present(db)
    .where('role', '=', 'owner')
    .where('id', '!=', id)
    .select((count) => count.fn.countAll<number>().as('owners'))
    .executeTakeFirst();
  return Number(row?.owners ?? 0);
};

/** @returns false when the email is taken; nothing was stored then */
export const insertAdmin = async (tx: Tx, admin: Admin, passwordHash: string): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('admins')
    .values({
      id: admin.id,
      email: admin.email,
      name: admin.name,
      password_hash: passwordHash,
      role: admin.role,
      row_version: admin.rowVersion,
      created_at: admin.createdAt,
      updated_at: admin.updatedAt,
    })
    .onConflict((conflict) => conflict.column('email').where('removed_at', 'is', null).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
};

export interface AdminChanges {
  readonly name?: string;
  readonly role?: AdminRole;
  readonly passwordHash?: string;
  readonly totpSealed?: string | null;
  readonly totpLastStep?: number | null;
}

/** Every change makes a new version. */
export const updateAdmin = async (
  tx: Tx,
  id: AdminId,
  { name, role, passwordHash, totpSealed, totpLastStep }: AdminChanges,
  now: Instant,
): Promise<void> => {
  await tx
    .updateTable('admins')
    .set((set) => ({
      ...(name !== undefined && { name }),
      ...(role !== undefined && { role }),
      ...(passwordHash !== undefined && { password_hash: passwordHash }),
      ...(totpSealed !== undefined && { totp_sealed: totpSealed }),
      ...(totpLastStep !== undefined && { totp_last_step: totpLastStep }),
      row_version: set('row_version', '+', 1),
      updated_at: now,
    }))
    .where('id', '=', id)
    .execute();
};

/** @returns false when a code of this step or of a later one was taken already */
export const takeTotpStep = async (tx: Tx, id: AdminId, step: number): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('admins')
    .set({ totp_last_step: step })
    .where('id', '=', id)
    .where((where) => where.or([where('totp_last_step', 'is', null), where('totp_last_step', '<', step)]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

/** Keeps the name, forgets everything that could let somebody in. */
export const markRemoved = async (tx: Tx, id: AdminId, now: Instant): Promise<void> => {
  await tx
    .updateTable('admins')
    .set({ removed_at: now, updated_at: now, password_hash: '', totp_sealed: null })
    .where('id', '=', id)
    .execute();
};

const present = (db: Db) => db.selectFrom('admins').where('removed_at', 'is', null);

const credentialColumns = ['id', 'email', 'name', 'password_hash', 'totp_sealed', 'totp_last_step'] as const;

type AdminRow = Selectable<Schema['admins']>;

const toCredentials = (
  row: Pick<AdminRow, 'id' | 'email' | 'name' | 'password_hash' | 'totp_sealed' | 'totp_last_step'>,
): Credentials => ({
  id: row.id,
  email: row.email,
  name: row.name,
  passwordHash: row.password_hash,
  totpSealed: row.totp_sealed,
  totpLastStep: row.totp_last_step,
});

const passkeysOf = (select: ExpressionBuilder<Schema, 'admins'>) =>
  select
    .selectFrom('passkeys')
    .whereRef('passkeys.admin_id', '=', 'admins.id')
    .select((count) => count.fn.countAll<number>().as('count'))
    .as('passkeys');

const toAdmin = (row: AdminRow & { passkeys: number | null }): ListedAdmin => ({
  seq: row.seq,
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role as AdminRole,
  hasTotp: row.totp_sealed !== null,
  passkeys: Number(row.passkeys ?? 0),
  lastSeenAt: row.last_seen_at,
  rowVersion: row.row_version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
