import { insertRows } from '../database/insert-rows.ts';
import type { Tx } from '../database/work.ts';
import { type Commission, commissionCountedAt, presentAmountMinor } from './commission.ts';

/**
 * Notes for the reports by how much the amount of a commission that was stored before has changed; nothing for a
 * move that leaves it as it is. One that is made in the same unit is found by its `seq`.
 */
export const noteCorrection = async (tx: Tx, before: Commission, after: Commission): Promise<void> => {
  const change = presentAmountMinor(after) - presentAmountMinor(before);
  if (change === 0) return;
  await insertRows(tx, 'report_corrections', [
    {
      source: 'commissions',
      row_seq: before.seq,
      program_id: before.programId,
      partner_id: before.partnerId,
      at: commissionCountedAt(before),
      currency: before.original.currency,
      signups: 0,
      purchases: 0,
      revenue_minor: 0,
      refunds: 0,
      refunded_minor: 0,
      commission_minor: change,
    },
  ]);
};
