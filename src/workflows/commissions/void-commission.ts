import {
  type Commission,
  commissionTransitions,
  type PersonalVoidReason,
} from '../../commissions/commission.ts';
import type { Work } from '../../database/work.ts';
import { changeCommission } from './change-commission.ts';
import { unpaidAdjustments } from './unpaid-adjustments.ts';

/**
 * Voids an unpaid commission, and what was adjusted about it: it will not be paid, for good.
 *
 * @throws DomainError `invalid_transition` when it is voided, paid or in a payout
 */
export const voidCommission = async (
  work: Work,
  before: Commission,
  { reason, note }: { readonly reason: PersonalVoidReason; readonly note: string },
): Promise<Commission> => {
  commissionTransitions.assertMove(before.state, 'voided');
  const voided = await voidLine(work, before, reason, note);
  for (const adjustment of await unpaidAdjustments(work.tx, before)) {
    await voidLine(work, adjustment, reason, adjustment.note);
  }
  return voided;
};

const voidLine = async (
  work: Work,
  before: Commission,
  why: PersonalVoidReason,
  note: string | null,
): Promise<Commission> => {
  // Why a correction is there at all is what tells it from others of the same commission.
  const isCorrection = before.kind === 'clawback' || before.kind === 'restore';
  const reason = isCorrection ? before.reason : why;
  return changeCommission(work, before, { voidedAt: work.now, reason, note }, why);
};
