import { listCommissionsOf } from '../../commissions/commission.store.ts';
import type { Commission } from '../../commissions/commission.ts';
import { findConversion } from '../../conversions/conversion.store.ts';
import type { Conversion } from '../../conversions/conversion.ts';
import { invariant } from '../../core/errors.ts';
import type { Work } from '../../database/work.ts';
import { listRefundsOf } from '../../refunds/refund.store.ts';
import { kindUndoneBy, type Refund } from '../../refunds/refund.ts';
import { familyOf, type ReversalFamily, reversalFamilies } from '../earning/reversal-family.ts';
import { excessOf, reverse } from './reverse-commissions.ts';

/**
 * Takes back, or gives back, what refunds asked for while a payout was under way with a commission. To be called
 * in the unit in which the commission leaves `processing`, after it was stored: paid, it is clawed back by a line
 * of its own; due again, it is changed in place. What is owed follows from what is stored; nothing to do is the
 * rule, and found out by reading the conversion alone.
 */
export const settleReversals = async (work: Work, commission: Commission): Promise<void> => {
  const { conversionId } = commission;
  const conversion = conversionId === null ? undefined : await findConversion(work.tx, conversionId);
  if (conversion?.state !== 'qualified') return;
  if (conversion.refundStatus === 'none' && isWhole(commission)) return;
  const family = familyOf(
    reversalFamilies(conversion, await listCommissionsOf(work.tx, conversion.id)),
    commission,
  );
  if (family) await settle(work, conversion, [family]);
};

/**
 * Does the same for all that a conversion has earned: to be called where commissions come to be, or come back,
 * after its refunds did, because it was qualified or given to somebody later; after those were stored and told.
 */
export const settleConversion = async (work: Work, conversion: Conversion): Promise<void> => {
  if (conversion.state !== 'qualified') return;
  await settle(
    work,
    conversion,
    reversalFamilies(conversion, await listCommissionsOf(work.tx, conversion.id)),
  );
};

const settle = async (
  work: Work,
  conversion: Conversion,
  families: readonly ReversalFamily[],
): Promise<void> => {
  const unsettled = families.filter((family) => excessOf(family, conversion) !== 0);
  if (unsettled.length === 0) return;
  const refunds = await listRefundsOf(work.tx, conversion.id);
  for (const family of unsettled) {
    const cause = causeOf(refunds, excessOf(family, conversion) > 0);
    await reverse(work, family, conversion, cause);
  }
};

/** Refunds never touched it. */
const isWhole = ({ reversedMinor, originalCommissionId }: Commission): boolean =>
  reversedMinor === 0 && originalCommissionId === null;

/** The last that took, or the last that gave back. */
const causeOf = (refunds: readonly Refund[], takes: boolean): Refund => {
  const alike = refunds.filter(({ kind }) => (kindUndoneBy(kind) === undefined) === takes);
  const cause = alike.at(-1) ?? refunds.at(-1);
  invariant(cause, 'what is refunded has a refund');
  return cause;
};
