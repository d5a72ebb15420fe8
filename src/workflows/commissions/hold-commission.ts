import { type Commission, commissionTransitions } from '../../commissions/commission.ts';
import { DomainError } from '../../core/errors.ts';
import type { Work } from '../../database/work.ts';
import { changeCommission } from './change-commission.ts';
import { unpaidAdjustments } from './unpaid-adjustments.ts';

/**
 * Holds an unpaid commission back, and what was adjusted about it, until somebody releases it.
 *
 * @throws DomainError `invalid_transition` when it is held by a person already, voided, paid or in a payout
 */
export const holdCommission = async (work: Work, before: Commission, note: string): Promise<Commission> => {
  if (isHeldByHand(before)) throw refused('is held by a person already');
  if (before.state !== 'held') commissionTransitions.assertMove(before.state, 'held');
  const held = await hold(work, before, note);
  for (const adjustment of await unpaidAdjustments(work.tx, before)) {
    if (!isHeldByHand(adjustment)) await hold(work, adjustment, adjustment.note);
  }
  return held;
};

/**
 * Takes a person's hold back. The commission stays held as long as there is another reason.
 *
 * @throws DomainError `invalid_transition` when no person holds it
 */
export const releaseCommission = async (
  work: Work,
  before: Commission,
  note: string | null,
): Promise<Commission> => {
  if (!isHeldByHand(before)) throw refused('is not held by a person');
  const released = await release(work, before, note);
  for (const adjustment of await unpaidAdjustments(work.tx, before)) {
    if (isHeldByHand(adjustment)) await release(work, adjustment, null);
  }
  return released;
};

/** One that is voided keeps the reasons for which it was held; nobody holds it any more. */
const isHeldByHand = ({ state, holdReasons }: Commission): boolean =>
  state === 'held' && holdReasons.includes('manual');

const hold = (work: Work, before: Commission, note: string | null): Promise<Commission> =>
  changeCommission(work, before, { holdReasons: [...before.holdReasons, 'manual'], note }, 'manual');

const release = (work: Work, before: Commission, note: string | null): Promise<Commission> =>
  changeCommission(work, before, {
    holdReasons: before.holdReasons.filter((reason) => reason !== 'manual'),
    note: note ?? before.note,
  });

const refused = (why: string): DomainError =>
  new DomainError('invalid_transition', `This commission ${why}.`);
