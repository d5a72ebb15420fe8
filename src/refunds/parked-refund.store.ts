import type { ProgramId, RefundId } from '../core/ids.ts';
import { insertRows } from '../database/insert-rows.ts';
import { statement } from '../database/statement.ts';
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

const byReference = statement<{ programId: ProgramId; reference: string }, { refund_id: RefundId }>(
  (db, arg) =>
    db
      .selectFrom('parked_refunds')
      .select('refund_id')
      .where('program_id', '=', arg('programId'))
      .where('reference', '=', arg('reference')),
);

/** The refunds that wait for a sale of one of these names, each once, as they came. */
export const findParkedRefunds = async (
  db: Db,
  programId: ProgramId,
  references: readonly string[],
): Promise<RefundId[]> => {
  const found = new Set<RefundId>();
  for (const reference of references) {
    for (const row of await byReference(db, { programId, reference })) found.add(row.refund_id);
  }
  return [...found].sort();
};

/** Its sale has come. */
export const unparkRefund = async (tx: Tx, programId: ProgramId, refundId: RefundId): Promise<void> => {
  await tx
    .deleteFrom('parked_refunds')
    .where('program_id', '=', programId)
    .where('refund_id', '=', refundId)
    .execute();
};
