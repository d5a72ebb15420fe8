import type { ProgramId, RefundId } from '../core/ids.ts';
import { insertRows } from '../database/insert-rows.ts';
import type { Db, Tx } from '../database/work.ts';

/** Lets a refund wait for a sale that goes by any of these names. The program counts it (`countParkedRefunds`). */
export const parkRefund = (
  tx: Tx,
  programId: ProgramId,
  refundId: RefundId,
  references: readonly string[],
): Promise<void> =>
  insertRows(
    tx,
    'parked_refunds',
    [...new Set(references)].map((reference) => ({
      program_id: programId,
      reference,
      refund_id: refundId,
    })),
  );

/** The refunds that wait for a sale of one of these names, each once, as they came. */
export const findParkedRefunds = async (
  db: Db,
  programId: ProgramId,
  references: readonly string[],
): Promise<RefundId[]> => {
  const rows = await db
    .selectFrom('parked_refunds')
    .select('refund_id')
    .distinct()
    .where('program_id', '=', programId)
    .where('reference', 'in', references)
    .orderBy('refund_id')
    .execute();
  return rows.map((row) => row.refund_id);
};

/** Its sale has come. */
export const unparkRefund = async (tx: Tx, programId: ProgramId, refundId: RefundId): Promise<void> => {
  await tx
    .deleteFrom('parked_refunds')
    .where('program_id', '=', programId)
    .where('refund_id', '=', refundId)
    .execute();
};
