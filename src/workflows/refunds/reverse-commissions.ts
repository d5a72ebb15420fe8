import { listCommissionsOf } from '../../commissions/commission.store.ts';
import type { Commission } from '../../commissions/commission.ts';
import type { Conversion } from '../../conversions/conversion.ts';
import type { Work } from '../../database/work.ts';
import type { Refund } from '../../refunds/refund.ts';
import { reversalTarget } from '../../refunds/refunded.ts';
import { changeCommission } from '../commissions/change-commission.ts';
import { postCorrection } from '../commissions/post-correction.ts';
import {
  earningLines,
  forgoneMinor,
  isUnpaid,
  type ReversalFamily,
  remainingMinor,
  reversalFamilies,
} from '../earning/reversal-family.ts';

/**
 * Brings every commission of a conversion to what its refunds leave of it, and posts the difference alone. An
 * unpaid one is changed in place and voided when nothing remains; what was paid is clawed back by a line of its
 * own; what a payout is under way with waits for it (`settleReversals`). A conversion that is not qualified earns
 * nothing, so nothing moves.
 *
 * @param cause the refund that is told as the reason
 */
export const reverseCommissions = async (
  work: Work,
  conversion: Conversion,
  cause: Refund,
): Promise<void> => {
  if (conversion.state !== 'qualified') return;
  const commissions = await listCommissionsOf(work.tx, conversion.id);
  for (const family of reversalFamilies(conversion, commissions))
    await reverse(work, family, conversion, cause);
};

/** Does it for one commission and the lines beside it. */
export const reverse = async (
  work: Work,
  family: ReversalFamily,
  conversion: Conversion,
  cause: Refund,
): Promise<void> => {
  const excess = excessOf(family, conversion);
  if (excess > 0) await takeBack(work, family, excess, cause);
  if (excess < 0) await giveBack(work, family, -excess, cause);
};

/** What is owed and paid for it beyond what its refunds leave, in minor units; negative when it is too little. */
export const excessOf = (family: ReversalFamily, conversion: Conversion): number => {
  const { original } = family.original;
  const excess = remainingMinor(family) - (original.minor - reversalTarget(original, conversion));
  return excess > 0 ? excess : Math.min(0, excess + forgoneMinor(family));
};

const takeBack = async (
  work: Work,
  family: ReversalFamily,
  amountMinor: number,
  cause: Refund,
): Promise<void> => {
  let leftMinor = amountMinor;
  for (const line of earningLines(family)) {
    if (!isUnpaid(line)) continue;
    const partMinor = Math.min(leftMinor, line.original.minor - line.reversedMinor);
    if (partMinor > 0) await reduce(work, line, partMinor, cause);
    leftMinor -= partMinor;
  }
  if (leftMinor === 0 || isUnderWay(family)) return;
  await postCorrection(work, family.original, {
    kind: 'clawback',
    minor: -leftMinor,
    why: cause.kind,
    refundId: cause.id,
    dueAt: work.now,
    approvedAt: work.now,
    holdReasons: [],
  });
};

const reduce = async (work: Work, line: Commission, partMinor: number, { kind }: Refund): Promise<void> => {
  const reversedMinor = line.reversedMinor + partMinor;
  const isNothingLeft = reversedMinor === line.original.minor;
  const change = isNothingLeft ? { reversedMinor, voidedAt: work.now, reason: kind } : { reversedMinor };
  await changeCommission(work, line, change, kind);
};

const giveBack = async (
  work: Work,
  family: ReversalFamily,
  amountMinor: number,
  cause: Refund,
): Promise<void> => {
  let leftMinor = amountMinor;
  for (const line of earningLines(family)) {
    if (!isUnpaid(line)) continue;
    const partMinor = Math.min(leftMinor, line.reversedMinor);
    if (partMinor > 0) {
      await changeCommission(work, line, { reversedMinor: line.reversedMinor - partMinor }, cause.kind);
    }
    leftMinor -= partMinor;
  }
  if (leftMinor === 0 || isUnderWay(family)) return;
  const { dueAt, approvedAt, holdReasons } = family.original;
  await postCorrection(work, family.original, {
    ...{ kind: 'restore', minor: leftMinor, why: cause.kind, refundId: cause.id },
    ...{ dueAt, approvedAt, holdReasons },
  });
};

/** A payout has part of it; whether that is paid or comes back is known when the payout ends. */
const isUnderWay = (family: ReversalFamily): boolean =>
  earningLines(family).some(({ state }) => state === 'processing');
