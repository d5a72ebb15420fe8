import { notFound } from '../core/errors.ts';
import type { PayoutBatchId, PayoutId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';
import { assertReach, type Reach } from '../http/caller.ts';
import { findPayout } from './payout.store.ts';
import type { Payout } from './payout.ts';
import { findPayoutBatch } from './payout-batch.store.ts';
import type { PayoutBatch } from './payout-batch.ts';

/** The payout that the address names. @throws DomainError `not_found` */
export const getPayout = async (db: Db, reach: Reach, id: PayoutId): Promise<Payout> => {
  const payout = await findPayout(db, id);
  if (!payout) throw notFound('payout');
  assertReach(reach, payout.programId, 'payout');
  return payout;
};

/** The batch that the address names. @throws DomainError `not_found` */
export const getPayoutBatch = async (db: Db, reach: Reach, id: PayoutBatchId): Promise<PayoutBatch> => {
  const batch = await findPayoutBatch(db, id);
  if (!batch) throw notFound('payout batch');
  assertReach(reach, batch.selection.programId, 'payout batch');
  return batch;
};
