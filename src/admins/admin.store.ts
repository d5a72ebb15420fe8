import type { Db, Tx } from '../database/work.ts';
import type { Admin } from './admin.ts';

export const hasAdmin = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('admins').select('id').limit(1).executeTakeFirst()) !== undefined;

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
      created_at: admin.createdAt,
      updated_at: admin.updatedAt,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
};
