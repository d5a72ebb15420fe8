import { recordChange } from '../../audit/record.ts';
import { DomainError } from '../../core/errors.ts';
import type { Work } from '../../database/work.ts';
import { listOpenPayouts, updatePayoutBatch } from '../../payouts/payout-batch.store.ts';
import {
  type BatchStep,
  type PayoutBatch,
  payoutBatchTransitions,
  withApproval,
} from '../../payouts/payout-batch.ts';
import type { Completion } from './complete-payout.ts';
import { saveStep } from './schedule-payouts.ts';

/**
 * Approves a batch, or is the first of two to do so. Once it is approved its payouts are made, by what is due then.
 *
 * @throws DomainError `invalid_transition`; `conflict` for who has approved it before
 */
export const approvePayoutBatch = (
  work: Work,
  batch: PayoutBatch,
  note: string | null,
): Promise<PayoutBatch> => store(work, batch, withApproval(batch, work, note));

/** Gives a draft up. @throws DomainError `invalid_transition` */
export const cancelPayoutBatch = (work: Work, batch: PayoutBatch): Promise<PayoutBatch> => {
  payoutBatchTransitions.assertMove(batch.state, 'canceled');
  return store(work, batch, { ...batch, state: 'canceled' });
};

/**
 * Begins to mark every open payout of a batch as paid.
 *
 * @throws DomainError `conflict` for a batch that is not approved, is still being worked on, or has none open
 */
export const beginBatchCompletion = async (
  work: Work,
  batch: PayoutBatch,
  { reference, paidAt }: Completion,
): Promise<PayoutBatch> => {
  if (batch.state !== 'approved') throw cannotComplete(`is ${batch.state}; only an approved one can be paid`);
  if (batch.step) throw cannotComplete('is still being worked on; try again in a moment');
  const open = await listOpenPayouts(work.tx, { batchId: batch.id, afterSeq: 0 });
  if (open.length === 0) throw cannotComplete('has no payout that waits to be paid');
  const { actor, requestId } = work;
  const step: BatchStep = { kind: 'completion', afterSeq: 0, reference, paidAt, actor, requestId };
  await saveStep(work, batch, step);
  return { ...batch, step };
};

const cannotComplete = (why: string): DomainError => new DomainError('conflict', `This batch ${why}.`);

const store = async (work: Work, before: PayoutBatch, changed: PayoutBatch): Promise<PayoutBatch> => {
  const after = { ...changed, rowVersion: before.rowVersion + 1, updatedAt: work.now };
  if (await updatePayoutBatch(work, before, after)) {
    recordChange(work, { id: after.id, programId: after.selection.programId, before, after });
    return after;
  }
  throw new DomainError('conflict', 'This batch was changed meanwhile. Read it again, then repeat the move.');
};
