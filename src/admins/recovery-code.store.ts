import type { Instant } from '../core/clock.ts';
import type { Db, Tx } from '../database/work.ts';
import type { AdminId } from './admin.ts';

/** Takes the place of those there were. */
export const replaceRecoveryCodes = async (
  tx: Tx,
  adminId: AdminId,
  hashes: readonly string[],
): Promise<void> => {
  await tx.deleteFrom('recovery_codes').where('admin_id', '=', adminId).execute();
  if (hashes.length === 0) return;
  await tx
    .insertInto('recovery_codes')
    .values(hashes.map((code_hash) => ({ code_hash, admin_id: adminId, used_at: null })))
    .execute();
};

/** @returns false when there is no such code or it was used */
export const useRecoveryCode = async (
  tx: Tx,
  adminId: AdminId,
  codeHash: string,
  now: Instant,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('recovery_codes')
    .set({ used_at: now })
    .where('code_hash', '=', codeHash)
    .where('admin_id', '=', adminId)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

export const countRecoveryCodes = async (db: Db, adminId: AdminId): Promise<number> => {
  const row = await db
    .selectFrom('recovery_codes')
    .where('admin_id', '=', adminId)
    .where('used_at', 'is', null)
    .select((count) => count.fn.countAll<number>().as('codes'))
    .executeTakeFirst();
  return Number(row?.codes ?? 0);
};
