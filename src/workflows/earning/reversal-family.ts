import type { Assignment } from '../../attribution/attribution.ts';
import { type Commission, presentAmountMinor } from '../../commissions/commission.ts';
import type { Conversion } from '../../conversions/conversion.ts';
import type { CommissionId } from '../../core/ids.ts';
import { type RefundKind, refundKinds } from '../../refunds/refund.ts';

/** A commission that refunds may take back, with the lines that they posted beside it. */
export interface ReversalFamily {
  readonly original: Commission;
  /** Clawbacks and restores that refunds posted, oldest first. */
  readonly lines: readonly Commission[];
}

/**
 * What refunds of a conversion may take back. Sales only: a signup was not paid for, and a bonus or an adjustment
 * is a person's decision that stands beside the rules. What is taken back for another reason, because the
 * conversion was rejected or given to another partner, is no business of refunds while it is.
 *
 * @param partnerId whose the conversion is: what it once earned others was taken back from them when it left them
 * @param all everything the conversion ever earned
 */
export const reversalFamilies = (
  conversion: Pick<Conversion, 'partnerId' | 'candidates'>,
  all: readonly Commission[],
): ReversalFamily[] => {
  const { partnerId } = conversion;
  const since = lastAssignment(conversion)?.afterSeq ?? 0;
  const commissions = all.filter((line) => line.partnerId === partnerId);
  const rootOf = rootsIn(commissions);
  const corrections = commissions.filter(({ kind }) => kind === 'clawback' || kind === 'restore');
  return (
    commissions
      .filter((commission) => commission.kind === 'sale' && !isVoidedOtherwise(commission))
      // What refunds had voided before a person gave it to them (again) was earned anew then, and stands for nothing.
      .filter(({ state, seq }) => state !== 'voided' || seq > since)
      .map((original) => ({ original, all: corrections.filter((line) => rootOf(line) === original.id) }))
      .filter(({ all }) => sumOf(all.filter(isDecided)) === 0)
      .map(({ original, all }) => ({ original, lines: all.filter(({ refundId }) => refundId !== null) }))
  );
};

/** The last time that a person gave it to somebody. */
export const lastAssignment = ({ candidates }: Pick<Conversion, 'candidates'>): Assignment | undefined =>
  candidates.findLast(({ assignment }) => assignment)?.assignment;

/** The family that a commission belongs to, as the original or as a line beside it. */
export const familyOf = (
  families: readonly ReversalFamily[],
  { id }: Pick<Commission, 'id'>,
): ReversalFamily | undefined =>
  families.find(({ original, lines }) => original.id === id || lines.some((line) => line.id === id));

/**
 * What is owed and was paid for a commission, all its lines together, in minor units. A clawback that a person
 * waived counts as taken: nobody asks for it again.
 */
export const remainingMinor = ({ original, lines }: ReversalFamily): number =>
  sumOf([original, ...lines]) + waivedMinor(lines, 'clawback');

/** What was given back and a person voided: it is not given back again. */
export const forgoneMinor = ({ lines }: ReversalFamily): number => waivedMinor(lines, 'restore');

/** The lines that hold the money, from the newest on: those that can still be changed come before the original. */
export const earningLines = ({ original, lines }: ReversalFamily): Commission[] => [
  ...lines.filter(({ kind }) => kind === 'restore').reverse(),
  original,
];

export const isUnpaid = ({ state }: Commission): boolean =>
  state === 'pending' || state === 'held' || state === 'due';

/** What was voided for good: by a person, or because the partner was terminated. */
const waivedMinor = (lines: readonly Commission[], waivedKind: Commission['kind']): number =>
  lines
    .filter((line) => line.kind === waivedKind && line.state === 'voided' && !isTakenAway(line))
    .reduce((sum, { original, reversedMinor }) => sum + original.minor - reversedMinor, 0);

/** With all that its conversion earned: when that comes back, so does the line, as another one. */
const isTakenAway = ({ reason }: Commission): boolean =>
  reason === 'conversion_rejected' || reason === 'conversion_reassigned';

const sumOf = (lines: readonly Commission[]): number =>
  lines.reduce((sum, line) => sum + presentAmountMinor(line), 0);

/** A correction may correct another one; the first of them corrects what was earned. */
export const rootsIn = (commissions: readonly Commission[]) => {
  const byId = new Map(commissions.map((commission) => [commission.id, commission]));
  const rootOf = ({ id, originalCommissionId }: Commission): CommissionId => {
    const original = originalCommissionId === null ? undefined : byId.get(originalCommissionId);
    return original ? rootOf(original) : id;
  };
  return rootOf;
};

/** Posted neither by a refund nor because a payout came back: the money of that one is owed again. */
export const isDecided = ({ refundId, reason }: Commission): boolean =>
  refundId === null && reason !== 'payout_reversed';

const isVoidedOtherwise = ({ state, reason }: Commission): boolean =>
  state === 'voided' && !refundKinds.includes(reason as RefundKind);
