import { commissionData } from '../../commissions/commission.events.ts';
import { insertCommissions, type NewCommission } from '../../commissions/commission.store.ts';
import {
  type ChangeReason,
  type Commission,
  commissionState,
  presentAmountMinor,
  stateFactsOf,
} from '../../commissions/commission.ts';
import { invariant } from '../../core/errors.ts';
import { money } from '../../core/money.ts';
import type { Work } from '../../database/work.ts';
import { recordEvent } from '../../events/record.ts';
import { postMovements } from '../../ledger/ledger.service.ts';
import { changeCapUse } from '../earning/change-cap-use.ts';
import { commissionSurroundings } from './commission-surroundings.ts';
import { tellThreshold } from './reach-threshold.ts';

/** What a line that corrects a commission says of its own; everything else is the commission's. */
export type Correction = Pick<NewCommission, 'kind' | 'dueAt' | 'approvedAt' | 'holdReasons' | 'refundId'> & {
  /** Signed, in minor units of the commission. */
  readonly minor: number;
  readonly why: ChangeReason;
  /** What a person wrote about it. */
  readonly note?: string;
};

/**
 * Posts a line of its own beside a commission that can be changed no more: negative to take back, positive to give
 * back. It keeps the terms of the commission, names it, and is told as `commission.adjusted` alone.
 */
export const postCorrection = async (
  work: Work,
  original: Commission,
  correction: Correction,
): Promise<NewCommission> => {
  const line = correctionOf(work, original, correction);
  await postLine(work, line, correction.why);
  return line;
};

/** Stores such a line where its state says, brings the ledger along and tells it. */
export const postLine = async (work: Work, line: NewCommission, why: string): Promise<void> => {
  await insertCommissions(work, [line]);
  await postMovements(work, [
    {
      programId: line.programId,
      partnerId: line.partnerId,
      commissionId: line.id,
      from: 'expense',
      to: placeOf(line),
      amount: money(presentAmountMinor(line), line.original.currency),
      reason: 'commission.adjusted',
    },
  ]);
  await changeCapUse(work, line, { from: 0, to: presentAmountMinor(line) });
  await tell(work, line, why);
  if (line.state === 'due') await tellThreshold(work, line);
};

const correctionOf = (
  work: Work,
  original: Commission,
  { minor, why, note, ...own }: Correction,
): NewCommission => {
  const { seq: _seq, updatedAt: _updatedAt, rowVersion: _rowVersion, ...terms } = original;
  const line = {
    ...terms,
    ...own,
    id: work.ids.mint('com'),
    original: money(minor, original.original.currency),
    reversedMinor: 0,
    payoutId: null,
    paidAt: null,
    voidedAt: null,
    originalCommissionId: original.id,
    reason: why,
    note: note ?? null,
    // What a person adjusts uses no cap; a clawback gives back what its commission has used.
    capPeriods: own.kind === 'adjustment' ? null : original.capPeriods,
    createdAt: work.now,
  };
  return { ...line, state: commissionState(stateFactsOf(line), work.now) };
};

const placeOf = ({ state, id }: NewCommission): 'pending' | 'held' | 'due' => {
  invariant(state === 'pending' || state === 'held' || state === 'due', `the new line ${id} is unpaid`);
  return state;
};

const tell = async (work: Work, line: NewCommission, reason: string): Promise<void> => {
  const around = await commissionSurroundings(work.tx, line);
  recordEvent(work, 'commission.adjusted', {
    programId: line.programId,
    partnerId: line.partnerId,
    entityId: line.id,
    data: { ...commissionData(line, around), reason, adjustment_amount: presentAmountMinor(line) },
  });
};
