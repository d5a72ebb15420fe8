import {
  insertCommissions,
  listCommissionsOf,
  type NewCommission,
} from '../../commissions/commission.store.ts';
import { type Commission, commissionState, stateFactsOf } from '../../commissions/commission.ts';
import { type CounterLine, type Reinstatement, reinstatementOf } from '../../commissions/rejection.ts';
import { forgetRejectionMarks, listRejectionMarks } from '../../commissions/rejection-mark.store.ts';
import type { Conversion } from '../../conversions/conversion.ts';
import type { CommissionId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import { postMovements } from '../../ledger/ledger.service.ts';
import { changeCommission } from '../commissions/change-commission.ts';
import { postCorrection, postLine } from '../commissions/post-correction.ts';
import { changeCapUse } from './change-cap-use.ts';
import { lastAssignment } from './reversal-family.ts';

export interface ReinstatementCase extends Reinstatement {
  /** Everything the conversion ever earned that partner. */
  readonly lines: readonly Commission[];
  /** Whether it has earned since it is theirs: then what it earned comes back, whatever rules and people say today. */
  readonly hasEarned: boolean;
}

/** What the last rejection of a conversion did to the partner whose it is now. It can be undone once. */
export const takeReinstatement = async (work: Work, conversion: Conversion): Promise<ReinstatementCase> => {
  const { id, partnerId } = conversion;
  const lines = (await listCommissionsOf(work.tx, id)).filter((line) => line.partnerId === partnerId);
  const marks = await listRejectionMarks(work.tx, id);
  await forgetRejectionMarks(work.tx, [...marks.keys()]);
  const since = lastAssignment(conversion)?.afterSeq ?? 0;
  const hasEarned = lines.some((line) => marks.has(line.id) || (isEarning(line) && line.seq > since));
  return { ...reinstatementOf(lines, marks), lines, hasEarned };
};

/** What was earned once more, and which voided commission each stands for. */
export interface Reinstated {
  readonly earnings: readonly NewCommission[];
  readonly standIns: ReadonlyMap<CommissionId, CommissionId>;
}

/**
 * Brings back what a conversion earned before it was rejected, as new rows with the terms of the old ones; told by
 * the caller, as earnings are. What refunds took of them is for the caller to take again.
 */
export const reinstateEarnings = async (work: Work, { again }: Reinstatement): Promise<Reinstated> => {
  const pairs = again
    .filter(({ line }) => isEarning(line))
    .map(({ line, reason }) => ({ line, earning: earningOf(work, line, reason) }));
  const earnings = pairs.map(({ earning }) => earning);
  await insertCommissions(work, earnings);
  await postMovements(work, earnings.map(toMovement));
  for (const earning of earnings) await changeCapUse(work, earning, { from: 0, to: earning.original.minor });
  return { earnings, standIns: new Map(pairs.map(({ line, earning }) => [line.id, earning.id])) };
};

/** Takes back what the rejection posted, and brings back the lines that corrected what was earned. */
export const reinstateCorrections = async (
  work: Work,
  { again, voided, counters }: Reinstatement,
  standIns: Reinstated['standIns'],
): Promise<void> => {
  for (const line of voided) {
    await changeCommission(work, line, { voidedAt: work.now }, 'conversion_qualified');
  }
  for (const counter of counters) await postCounter(work, counter);
  for (const { line, reason } of again) {
    if (!isEarning(line)) await repost(work, { ...line, reason }, standIns);
  }
};

const isEarning = ({ kind }: Commission): boolean => kind === 'sale' || kind === 'signup';

/** As when it was earned first: becoming due is a move of its own, and is told. */
const earningOf = (work: Work, line: Commission, reason: Commission['reason']): NewCommission => {
  const copy = { ...freshCopyOf(work, line), reason, reversedMinor: 0 };
  return { ...copy, state: copy.state === 'due' ? 'pending' : copy.state };
};

const repost = async (work: Work, line: Commission, standIns: Reinstated['standIns']): Promise<void> => {
  const { originalCommissionId: original } = line;
  const originalCommissionId = original && (standIns.get(original) ?? original);
  await postLine(work, { ...freshCopyOf(work, line), originalCommissionId }, 'conversion_qualified');
};

const postCounter = async (work: Work, { of, minor }: CounterLine): Promise<void> => {
  await postCorrection(work, of, {
    kind: minor < 0 ? 'clawback' : 'restore',
    minor,
    why: 'conversion_qualified',
    refundId: null,
    dueAt: work.now,
    approvedAt: work.now,
    holdReasons: [],
  });
};

/** A row of its own with the same terms; it waits no shorter than the voided one did. */
const freshCopyOf = (work: Work, line: Commission): NewCommission => {
  const { seq: _seq, updatedAt: _updatedAt, rowVersion: _rowVersion, ...terms } = line;
  const copy = {
    ...terms,
    id: work.ids.mint('com'),
    dueAt: Math.max(line.dueAt, work.now),
    voidedAt: null,
    createdAt: work.now,
  };
  return { ...copy, state: commissionState(stateFactsOf(copy), work.now) };
};

const toMovement = (commission: NewCommission) => ({
  programId: commission.programId,
  partnerId: commission.partnerId,
  commissionId: commission.id,
  from: 'expense' as const,
  to: commission.state === 'held' ? ('held' as const) : ('pending' as const),
  amount: commission.original,
  reason: 'commission.created',
});
