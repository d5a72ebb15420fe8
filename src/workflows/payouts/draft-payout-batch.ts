import { DomainError, invariant } from '../../core/errors.ts';
import type { PayoutBatchId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import { findIdempotencyRecord, storeIdempotencyRecord } from '../../http/idempotency.ts';
import { findPayoutBatch, insertPayoutBatch } from '../../payouts/payout-batch.store.ts';
import type { Drafted, PayoutBatch, PayoutSelection } from '../../payouts/payout-batch.ts';
import type { Program } from '../../programs/program.ts';

export interface NewDraft {
  readonly program: Program;
  readonly selection: PayoutSelection;
  readonly drafted: Drafted;
  readonly note: string | null;
  readonly key: { readonly key: string; readonly bodyHash: string } | null;
}

/**
 * Stores whose money is to be paid. Nothing is reserved by it: what is paid is decided when it is approved.
 *
 * @throws DomainError `idempotency_conflict` for a key that was used with another body
 */
export const draftPayoutBatch = async (
  work: Work,
  draft: NewDraft,
): Promise<{ readonly batch: PayoutBatch; readonly replayed: boolean }> => {
  const earlier = await findEarlier(work, draft);
  if (earlier) return { batch: earlier, replayed: true };
  const id = work.ids.mint('bat');
  await insertPayoutBatch(
    work,
    {
      id,
      state: 'draft',
      method: 'manual',
      selection: draft.selection,
      drafted: draft.drafted,
      step: null,
      approvals: [],
      approvalsNeeded: draft.program.payoutApprovals,
      note: draft.note,
      createdBy: `${work.actor.kind}:${work.actor.id}`,
      createdAt: work.now,
      updatedAt: work.now,
      approvedAt: null,
      rowVersion: 1,
    },
    draft.key?.key ?? null,
  );
  if (draft.key) {
    const record = { bodyHash: draft.key.bodyHash, subjectId: id, answerJson: null, now: work.now };
    await storeIdempotencyRecord(work.tx, keyOf(draft.program, draft.key.key), record);
  }
  return { batch: await stored(work, id), replayed: false };
};

const keyOf = (program: Program, key: string) => ({
  programId: program.id,
  operation: 'payout_batch',
  key,
});

const findEarlier = async (work: Work, { program, key }: NewDraft): Promise<PayoutBatch | undefined> => {
  const record = key && (await findIdempotencyRecord(work.tx, keyOf(program, key.key)));
  if (!record) return undefined;
  if (record.bodyHash === key.bodyHash) return await stored(work, record.subjectId as PayoutBatchId);
  throw new DomainError(
    'idempotency_conflict',
    'This idempotency key was used before with another body. Send the first body again, or a new key.',
    [{ path: 'idempotency_key', message: 'was used before with another body' }],
  );
};

const stored = async (work: Work, id: PayoutBatchId): Promise<PayoutBatch> => {
  const batch = await findPayoutBatch(work.tx, id);
  invariant(batch, `the payout batch ${id} is there`);
  return batch;
};
