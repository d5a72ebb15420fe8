import { recordChange } from '../../audit/record.ts';
import { commissionData, type Surroundings } from '../../commissions/commission.events.ts';
import { updateCommission } from '../../commissions/commission.store.ts';
import {
  type ChangeReason,
  type Commission,
  type CommissionState,
  commissionState,
  commissionTransitions,
  presentAmountMinor,
  stateFactsOf,
} from '../../commissions/commission.ts';
import type { Instant } from '../../core/clock.ts';
import { DomainError } from '../../core/errors.ts';
import { money } from '../../core/money.ts';
import type { Work } from '../../database/work.ts';
import { recordEvent } from '../../events/record.ts';
import { postMovements } from '../../ledger/ledger.service.ts';
import type { LedgerAccount, Movement } from '../../ledger/ledger.ts';
import { changeCapUse } from '../earning/change-cap-use.ts';
import { commissionSurroundings } from './commission-surroundings.ts';
import { tellThreshold } from './reach-threshold.ts';

/** What changes about a commission. Its state, its ledger entries and its events follow. */
export type CommissionChange = Partial<
  Pick<
    Commission,
    | 'dueAt'
    | 'approvedAt'
    | 'holdReasons'
    | 'payoutId'
    | 'paidAt'
    | 'voidedAt'
    | 'reversedMinor'
    | 'reason'
    | 'note'
  >
>;

/**
 * The one way in which a commission changes after it was earned: the new facts are stored, the state is computed
 * from them, the money moves in the ledger, and every move is told, in one unit.
 *
 * @param why what the events of an adjustment, a void or a hold give as their reason
 * @returns the commission afterwards; the same object when nothing is different
 * @throws DomainError `invalid_transition` when the facts lead where the table does not, `conflict` when it was
 *   changed since it was read
 */
export const changeCommission = async (
  work: Work,
  before: Commission,
  change: CommissionChange,
  why: ChangeReason | 'fraud_case' | null = null,
): Promise<Commission> => {
  const after = commissionAfter(before, change, work.now);
  if (!(await updateCommission(work.tx, before, after, work.now))) throw changedMeanwhile();
  recordChange(work, { id: after.id, programId: after.programId, before, after });
  const movements = movementsOf(before, after);
  await postMovements(work, movements);
  await changeCapUse(work, after, { from: presentAmountMinor(before), to: presentAmountMinor(after) });
  await tell(work, before, after, why);
  if (raisesDue(movements)) await tellThreshold(work, after);
  return after;
};

/** The commission as the change makes it. @throws DomainError `invalid_transition` */
export const commissionAfter = (before: Commission, change: CommissionChange, now: Instant): Commission => {
  const changed = { ...before, ...change };
  // A hold that has ended stays so, even if the clock is set back.
  const instant = hasHeldOut(before) ? Math.max(now, before.dueAt) : now;
  const state = commissionState(stateFactsOf(changed), instant);
  if (state !== before.state) commissionTransitions.assertMove(before.state, state);
  return { ...changed, state, rowVersion: before.rowVersion + 1, updatedAt: now };
};

const hasHeldOut = ({ state }: Commission): boolean => state === 'due' || state === 'processing';

export const raisesDue = (movements: readonly Movement[]): boolean => {
  const signOf = ({ from, to }: Movement) => Number(to === 'due') - Number(from === 'due');
  return movements.reduce((sum, movement) => sum + signOf(movement) * movement.amount.minor, 0) > 0;
};

export const changedMeanwhile = (): DomainError =>
  new DomainError(
    'conflict',
    'This commission was changed meanwhile. Read it again, then repeat the change.',
  );

/** First what is owed changes, where it stood; then the whole of it moves to where it stands now. */
export const movementsOf = (before: Commission, after: Commission): Movement[] => {
  const [was, is] = [presentAmountMinor(before), presentAmountMinor(after)];
  const movement = (from: LedgerAccount, to: LedgerAccount, minor: number, reason: string): Movement => ({
    programId: after.programId,
    partnerId: after.partnerId,
    commissionId: after.id,
    from,
    to,
    amount: money(minor, after.original.currency),
    reason,
  });
  const place = accountOf(before.state);
  const isVoided = after.state === 'voided';
  const movements: Movement[] = [];
  if (is !== was && place !== undefined) {
    movements.push(
      movement('expense', place, is - was, isVoided ? 'commission.voided' : 'commission.adjusted'),
    );
  }
  const next = accountOf(after.state);
  if (next !== undefined && place !== undefined && next !== place) {
    movements.push(movement(place, next, is, `commission.${after.state}`));
  }
  return movements;
};

/** Where its money stands; a voided one has none. */
const accountOf = (state: CommissionState): Exclude<LedgerAccount, 'expense'> | undefined =>
  state === 'voided' ? undefined : state;

const tell = async (
  work: Work,
  before: Commission,
  after: Commission,
  why: ChangeReason | 'fraud_case' | null,
): Promise<void> => {
  const told = toldOf(before, after, why);
  if (told.length === 0) return;
  const around = await commissionSurroundings(work.tx, after);
  for (const each of told) recordTold(work, each, after, around);
};

type ToldType =
  | 'commission.adjusted'
  | 'commission.voided'
  | 'commission.held'
  | 'commission.released'
  | 'commission.due'
  | 'commission.paid';

interface Told {
  readonly type: ToldType;
  readonly previous_state?: CommissionState;
  readonly reason?: string;
  readonly adjustment_amount?: number;
}

/** Every event that the change is, in the order of cause and effect. */
export const toldOf = (before: Commission, after: Commission, why: string | null): Told[] => {
  const difference = presentAmountMinor(after) - presentAmountMinor(before);
  const previous_state = before.state;
  const reason = why ?? 'manual';
  if (after.state === 'voided' && before.state !== 'voided') {
    return [{ type: 'commission.voided', previous_state, reason, adjustment_amount: difference }];
  }
  const told: Told[] = [];
  if (difference !== 0) told.push({ type: 'commission.adjusted', reason, adjustment_amount: difference });
  if (after.state === before.state) return told;
  if (after.state === 'held') told.push({ type: 'commission.held', previous_state, reason });
  if (before.state === 'held') told.push({ type: 'commission.released', previous_state });
  // A payout that was canceled gives back what was due before it: nothing new to tell.
  if (after.state === 'due' && before.state !== 'processing')
    told.push({ type: 'commission.due', previous_state });
  if (after.state === 'paid') told.push({ type: 'commission.paid', previous_state });
  return told;
};

export const recordTold = (
  work: Work,
  { type, ...more }: Told,
  commission: Commission,
  around: Surroundings,
): void => {
  const { programId, partnerId, id } = commission;
  const data = { ...commissionData(commission, around), ...more };
  recordEvent(work, type, { programId, partnerId, entityId: id, data: data as never });
};
