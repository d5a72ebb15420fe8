import type { Commission, CommissionState } from '../../commissions/commission.ts';
import {
  listCommissionsInPayout,
  moveCommissionsInPayout,
} from '../../commissions/commission-payout.store.ts';
import type { Instant } from '../../core/clock.ts';
import { invariant } from '../../core/errors.ts';
import type { PayoutId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import { postMovements } from '../../ledger/ledger.service.ts';
import {
  changedMeanwhile,
  commissionAfter,
  movementsOf,
  raisesDue,
  recordTold,
  toldOf,
} from '../commissions/change-commission.ts';
import { commissionSurroundings } from '../commissions/commission-surroundings.ts';
import { tellThreshold } from '../commissions/reach-threshold.ts';

/** What a payout does to its commissions, all of them alike. */
export interface PayoutChange {
  readonly payoutId: PayoutId | null;
  readonly paidAt: Instant | null;
}

/**
 * `changeCommission` for all commissions of a payout in one step: the same states, ledger entries and events in the
 * same order, written together.
 *
 * @returns the commissions afterwards, in the order of the payout's items
 * @throws DomainError `invalid_transition` or `conflict`, as for a single one
 */
export const changePayoutCommissions = async (
  work: Work,
  payoutId: PayoutId,
  change: PayoutChange,
): Promise<Commission[]> => {
  const befores = await listCommissionsInPayout(work.tx, payoutId);
  const afters = befores.map((before) => commissionAfter(before, change, work.now));
  const [from, to] = [onlyState(befores), onlyState(afters)];
  const moved = await moveCommissionsInPayout(work.tx, { ...change, of: payoutId, from, to, now: work.now });
  if (moved !== befores.length) throw changedMeanwhile();
  const pairs = befores.map((before, index) => ({ before, after: afters[index] ?? before }));
  const movements = pairs.flatMap(({ before, after }) => movementsOf(before, after));
  await postMovements(work, movements);
  for (const { before, after } of pairs) await tell(work, before, after);
  const [any] = afters;
  if (any && raisesDue(movements)) await tellThreshold(work, any);
  return afters;
};

const onlyState = (commissions: readonly Commission[]): CommissionState => {
  const [state, ...others] = new Set(commissions.map((commission) => commission.state));
  invariant(state !== undefined && others.length === 0, 'the commissions of a payout move together');
  return state;
};

const tell = async (work: Work, before: Commission, after: Commission): Promise<void> => {
  const told = toldOf(before, after, null);
  if (told.length === 0) return;
  const around = await commissionSurroundings(work.tx, after);
  for (const each of told) recordTold(work, each, after, around);
};
