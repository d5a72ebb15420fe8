import type { PayoutBatchId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import { findPartner } from '../../partners/partner.store.ts';
import type { Payout } from '../../payouts/payout.ts';
import { findPayoutBatch, listOpenPayouts, openPayoutsAtOnce } from '../../payouts/payout-batch.store.ts';
import { completePayout } from './complete-payout.ts';
import { saveStep } from './schedule-payouts.ts';

/** A unit ends once it has paid this many; the payout that goes beyond is the last one of it. */
const commissionsPerUnit = 50;

/**
 * Marks the next open payouts of a batch as paid. What is frozen because its partner is suspended stays as it is.
 *
 * @returns whether there may be more to do
 */
export const completeSomePayouts = async (work: Work, batchId: PayoutBatchId): Promise<boolean> => {
  const batch = await findPayoutBatch(work.tx, batchId);
  if (batch?.step?.kind !== 'completion') return false;
  const { step } = batch;
  const open = await listOpenPayouts(work.tx, { batchId, afterSeq: step.afterSeq });
  let { afterSeq } = step;
  let paid = 0;
  for (const payout of open) {
    if (paid >= commissionsPerUnit) break;
    if (!(await isFrozen(work, payout))) {
      await completePayout(work, payout, step);
      paid += payout.itemCount;
    }
    afterSeq = payout.seq;
  }
  const isEnd = open.length < openPayoutsAtOnce && afterSeq === (open.at(-1)?.seq ?? afterSeq);
  await saveStep(work, batch, isEnd ? null : { ...step, afterSeq });
  return !isEnd;
};

const isFrozen = async (work: Work, { state, partnerId }: Payout): Promise<boolean> =>
  state === 'scheduled' && (await findPartner(work.tx, partnerId))?.state === 'suspended';
