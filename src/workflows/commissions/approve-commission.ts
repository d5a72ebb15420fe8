import type { Commission } from '../../commissions/commission.ts';
import { DomainError } from '../../core/errors.ts';
import type { Work } from '../../database/work.ts';
import { changeCommission } from './change-commission.ts';
import { unpaidAdjustments } from './unpaid-adjustments.ts';

/**
 * Approves a commission, and what was adjusted about it. It becomes due at once if nothing else is waited for;
 * before its hold is over the approval is remembered. Approving twice is approving once.
 *
 * @throws DomainError `invalid_transition` for a voided one
 */
export const approveCommission = async (
  work: Work,
  before: Commission,
  note: string | null,
): Promise<Commission> => {
  if (before.state === 'voided') {
    throw new DomainError('invalid_transition', 'A commission that is voided cannot be approved.');
  }
  const approved = await approve(work, before, note);
  for (const adjustment of await unpaidAdjustments(work.tx, before)) await approve(work, adjustment, null);
  return approved;
};

const approve = async (work: Work, before: Commission, note: string | null): Promise<Commission> =>
  before.approvedAt === null
    ? changeCommission(work, before, { approvedAt: work.now, note: note ?? before.note })
    : before;
