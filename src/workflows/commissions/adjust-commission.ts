import type { NewCommission } from '../../commissions/commission.store.ts';
import type { Commission } from '../../commissions/commission.ts';
import { findConversion } from '../../conversions/conversion.store.ts';
import { DomainError } from '../../core/errors.ts';
import type { Work } from '../../database/work.ts';
import { postCorrection } from './post-correction.ts';

/**
 * Adds to a commission or takes off it, by a line of its own. It waits as long as the commission does; beside one that
 * is paid, or in a payout, it is due at once.
 *
 * @param minor signed minor units of the commission
 * @throws DomainError `conflict` for one that is voided, is itself an adjustment, or was earned by a conversion that
 *   is rejected
 */
export const adjustCommission = async (
  work: Work,
  original: Commission,
  { minor, note }: { readonly minor: number; readonly note: string },
): Promise<NewCommission> => {
  await assertAdjustable(work, original);
  const isPaid = original.state === 'paid' || original.state === 'processing';
  const waiting = isPaid
    ? { dueAt: work.now, approvedAt: work.now, holdReasons: [] }
    : { dueAt: original.dueAt, approvedAt: original.approvedAt, holdReasons: original.holdReasons };
  return await postCorrection(work, original, {
    ...waiting,
    ...{ kind: 'adjustment', minor, note, why: 'manual', refundId: null },
  });
};

const assertAdjustable = async (work: Work, original: Commission): Promise<void> => {
  if (original.state === 'voided') {
    throw new DomainError('conflict', 'A voided commission has nothing to adjust. Award a bonus instead.');
  }
  if (original.kind === 'adjustment') {
    throw new DomainError(
      'conflict',
      'An adjustment is not adjusted itself. Void it, or adjust its commission.',
    );
  }
  // What a rejected conversion has earned is worth nothing; a bonus for it is a person's own.
  const conversion = original.conversionId && (await findConversion(work.tx, original.conversionId));
  if (conversion && conversion.state === 'rejected' && original.kind !== 'bonus') {
    throw new DomainError('conflict', 'Its conversion is rejected. Qualify it first, or award a bonus.');
  }
};
