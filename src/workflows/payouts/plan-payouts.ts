import type { Currency } from '../../core/currencies.ts';
import type { Db } from '../../database/work.ts';
import type { Partner } from '../../partners/partner.ts';
import { type DuePage, type DuePlace, findDuePage } from '../../payouts/due.store.ts';
import { type DueSum, type ExclusionReason, netOf } from '../../payouts/due.ts';
import { maxItems } from '../../payouts/payout.ts';
import type { Drafted, PayoutSelection, PayoutTotal } from '../../payouts/payout-batch.ts';
import type { Program } from '../../programs/program.ts';
import { judgeDue } from './choose-due.ts';

/** What a batch would do about one partner and currency. */
export interface PlanLine extends DueSum {
  readonly partner: Partner;
  readonly minimumMinor: number;
  /** Why it is not paid; undefined when it is. */
  readonly exclusion: ExclusionReason | undefined;
}

export interface PayoutPlan {
  /** Of everything that would be paid. */
  readonly totals: readonly PayoutTotal[];
  /** In the order of partners, as many as are shown. */
  readonly paid: readonly PlanLine[];
  readonly excluded: readonly PlanLine[];
  /** Lines that the totals know and that are not shown. */
  readonly leftOutCount: number;
}

/** Most lines of each kind that are kept; the totals are of everything. */
const shownLines = 1_000;

/**
 * What a batch would pay at this moment, and what not and why. Looks through the partners page by page and lets
 * others have their turn in between; stores nothing.
 */
export const planPayouts = async (
  db: Db,
  program: Program,
  selection: PayoutSelection,
): Promise<PayoutPlan> => {
  const totals = new Map<Currency, PayoutTotal>();
  const paid: PlanLine[] = [];
  const excluded: PlanLine[] = [];
  let leftOutCount = 0;
  let after: DuePlace | null = null;
  do {
    const { sums, next }: DuePage = await findDuePage(db, selection, after);
    for (const sum of sums) {
      const line = { ...sum, ...(await judgeDue(db, program, selection, sum)) };
      if (line.exclusion === undefined) totals.set(sum.currency, plus(totals.get(sum.currency), sum));
      const lines = line.exclusion === undefined ? paid : excluded;
      if (lines.length < shownLines) lines.push(line);
      else leftOutCount += 1;
    }
    after = next;
    if (after) await nextTurn();
  } while (after);
  return { totals: sorted(totals.values()), paid, excluded, leftOutCount };
};

/** What a draft remembers of the plan it was made from. */
export const draftedOf = ({ totals, paid }: PayoutPlan): Drafted => ({
  totals,
  lines: paid.map((line) => ({
    partnerId: line.partnerId,
    currency: line.currency,
    amountMinor: netOf(line),
  })),
});

const plus = (total: PayoutTotal | undefined, sum: DueSum): PayoutTotal => ({
  currency: sum.currency,
  amountMinor: (total?.amountMinor ?? 0) + netOf(sum),
  payoutCount: (total?.payoutCount ?? 0) + Math.ceil(sum.itemCount / maxItems),
  itemCount: (total?.itemCount ?? 0) + sum.itemCount,
});

const sorted = (totals: Iterable<PayoutTotal>): PayoutTotal[] =>
  [...totals].sort((left, right) => (left.currency < right.currency ? -1 : 1));

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
