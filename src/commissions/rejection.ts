import type { CommissionId } from '../core/ids.ts';
import { type Commission, presentAmountMinor } from './commission.ts';

/** What the last rejection of its conversion did with a commission; gone once the conversion is qualified again. */
export type RejectionMark =
  | { readonly what: 'posted' }
  | { readonly what: 'voided'; readonly reasonBefore: Commission['reason'] };

/** A line that takes back what others have paid, or gives it back. */
export interface CounterLine {
  readonly of: Commission;
  /** Signed minor units, never zero. */
  readonly minor: number;
}

export interface Rejection {
  readonly voided: readonly Commission[];
  readonly counters: readonly CounterLine[];
}

/**
 * What makes the commissions of a rejected conversion worth nothing: everything unpaid is voided, and what was paid,
 * or is being paid, is taken back by one line for each commission together with all that ever corrected it. A bonus
 * is a person's own decision and stays, with what was adjusted about it.
 *
 * @param lines everything the conversion ever had, oldest first
 */
export const rejectionOf = (lines: readonly Commission[]): Rejection => {
  const bonuses = new Set(lines.filter(({ kind }) => kind === 'bonus').map(({ id }) => id));
  const own = lines.filter(
    ({ id, originalCommissionId }) => !bonuses.has(id) && !bonuses.has(originalCommissionId ?? id),
  );
  return {
    voided: own.filter((line) => line.state !== 'voided' && !isPaid(line)),
    counters: familiesOf(own).flatMap(counterOf),
  };
};

export interface Reinstatement {
  /** Voided lines that come back, each as a row of its own: voided is final. */
  readonly again: readonly { readonly line: Commission; readonly reason: Commission['reason'] }[];
  /** Lines of the rejection that nobody has paid yet. */
  readonly voided: readonly Commission[];
  readonly counters: readonly CounterLine[];
}

/** What undoes the last rejection of a conversion, and nothing else. */
export const reinstatementOf = (
  lines: readonly Commission[],
  marks: ReadonlyMap<CommissionId, RejectionMark>,
): Reinstatement => {
  const posted = lines.filter((line) => marks.get(line.id)?.what === 'posted' && line.state !== 'voided');
  return {
    again: lines.flatMap((line) => {
      const mark = marks.get(line.id);
      return mark?.what === 'voided' ? [{ line, reason: mark.reasonBefore }] : [];
    }),
    voided: posted.filter((line) => !isPaid(line)),
    counters: posted.filter(isPaid).map((of) => ({ of, minor: -presentAmountMinor(of) })),
  };
};

/** Of a payout that is under way one cannot know yet: it is let finish. */
const isPaid = ({ state }: Commission): boolean => state === 'paid' || state === 'processing';

/** The paid ones of each commission that was earned, with all that corrected it; without what came back unpaid. */
const familiesOf = (lines: readonly Commission[]): Commission[][] => {
  const byId = new Map(lines.map((line) => [line.id, line]));
  const rootOf = (line: Commission): CommissionId => {
    const original = line.originalCommissionId === null ? undefined : byId.get(line.originalCommissionId);
    return original ? rootOf(original) : line.id;
  };
  const returned = new Set(
    lines
      .filter(({ kind, reason }) => kind === 'restore' && reason === 'payout_reversed')
      .map(({ originalCommissionId }) => originalCommissionId),
  );
  const families = Map.groupBy(
    lines.filter((line) => isPaid(line) && !returned.has(line.id)),
    rootOf,
  );
  return [...families.values()];
};

/** It names the newest line of its own direction: an older one may have been taken back before. */
const counterOf = (paid: readonly Commission[]): CounterLine[] => {
  const sum = paid.reduce((total, line) => total + presentAmountMinor(line), 0);
  const of = paid.findLast((line) => Math.sign(presentAmountMinor(line)) === Math.sign(sum));
  return of && sum !== 0 ? [{ of, minor: -sum }] : [];
};
