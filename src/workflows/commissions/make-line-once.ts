import { findCommission, type NewCommission } from '../../commissions/commission.store.ts';
import { DomainError, invariant } from '../../core/errors.ts';
import type { CommissionId, ProgramId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import { findIdempotencyRecord, storeIdempotencyRecord } from '../../http/idempotency.ts';

/** A request to make a commission by hand, with its key if it came with one. */
export interface KeyedRequest {
  readonly programId: ProgramId;
  readonly operation: 'bonus' | 'adjustment';
  readonly key: string | null;
  readonly bodyHash: string;
}

/**
 * Makes a commission by hand, once for each key: a double click pays nobody twice.
 *
 * @returns the commission as it is now, and whether it was there already
 * @throws DomainError `idempotency_conflict` when the key was used with another body
 */
export const makeLineOnce = async (
  work: Work,
  { programId, operation, key, bodyHash }: KeyedRequest,
  make: () => Promise<NewCommission>,
): Promise<{ readonly commission: NewCommission; readonly replayed: boolean }> => {
  if (key === null) return { commission: await make(), replayed: false };
  const once = { programId, operation, key };
  const known = await findIdempotencyRecord(work.tx, once);
  if (known && known.bodyHash !== bodyHash) throw usedBefore();
  if (known) {
    const earlier = await findCommission(work.tx, known.subjectId as CommissionId);
    invariant(earlier, `the commission ${known.subjectId} that a key names is there`);
    return { commission: earlier, replayed: true };
  }
  const commission = await make();
  const record = { bodyHash, subjectId: commission.id, answerJson: null, now: work.now };
  await storeIdempotencyRecord(work.tx, once, record);
  return { commission, replayed: false };
};

const usedBefore = (): DomainError =>
  new DomainError(
    'idempotency_conflict',
    'This idempotency key was used before with another body. Send the first body again, or a new key.',
    [{ path: 'idempotency_key', message: 'was used before with another body' }],
  );
