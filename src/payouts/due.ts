import type { Currency } from '../core/currencies.ts';
import type { CommissionId, PartnerId } from '../core/ids.ts';
import type { Partner } from '../partners/partner.ts';
import type { Program } from '../programs/program.ts';
import { maxItems } from './payout.ts';
import type { PayoutSelection } from './payout-batch.ts';

/** What is due to one partner in one currency, in minor units, as far as a batch looks. */
export interface DueSum {
  readonly partnerId: PartnerId;
  readonly currency: Currency;
  /** What became due by the cut-off. */
  readonly earnedMinor: number;
  /** What is owed to us, below zero: it counts whenever it arose, so that nothing is paid that is known to be owed back. */
  readonly owedMinor: number;
  readonly itemCount: number;
  readonly clawbackCount: number;
}

/** Why a partner is not paid now. What is due stays due. */
export const exclusionReasons = [
  'partner_deleted',
  'partner_suspended',
  'partner_not_approved',
  'nothing_to_pay',
  'negative_balance',
  'below_threshold',
  'too_many_clawbacks',
] as const;
export type ExclusionReason = (typeof exclusionReasons)[number];

export const netOf = (due: Pick<DueSum, 'earnedMinor' | 'owedMinor'>): number =>
  due.earnedMinor + due.owedMinor;

/**
 * Why this is not to be paid, if so. Who was terminated is paid whatever little is due: there will be no more to
 * bring it over a threshold. Who was deleted can be paid no more, nobody knows who it was; money of theirs that came
 * back waits for a person.
 */
export const exclusionOf = (
  due: DueSum,
  { state: partnerState, deletedAt }: Pick<Partner, 'state' | 'deletedAt'>,
  minimumMinor: number,
): ExclusionReason | undefined => {
  if (deletedAt !== null) return 'partner_deleted';
  if (partnerState === 'suspended') return 'partner_suspended';
  if (partnerState !== 'approved' && partnerState !== 'terminated') return 'partner_not_approved';
  const net = netOf(due);
  if (net < 0) return 'negative_balance';
  if (net === 0) return 'nothing_to_pay';
  if (partnerState === 'approved' && net < minimumMinor) return 'below_threshold';
  return undefined;
};

/** The smallest sum that is paid in a currency. The program's threshold is in its own currency and speaks of no other. */
export const minimumOf = (
  selection: Pick<PayoutSelection, 'minimums'>,
  program: Pick<Program, 'currency' | 'payoutThresholdMinor'>,
  currency: Currency,
): number =>
  selection.minimums[currency] ?? (currency === program.currency ? program.payoutThresholdMinor : 0);

/** A commission that can be paid. */
export interface DueItem {
  readonly id: CommissionId;
  readonly amountMinor: number;
}

export interface DueItems {
  /** Below zero, oldest first; at most one more than fits in a payout. */
  readonly clawbacks: readonly DueItem[];
  /** Zero and above, oldest first; at most as many as fit in a payout. */
  readonly oldest: readonly DueItem[];
  /** The same, the largest first. */
  readonly largest: readonly DueItem[];
}

/**
 * The commissions of the next payout: all clawbacks and the oldest of the rest. Only where the oldest do not
 * outweigh the clawbacks, the largest come first. Whatever is chosen, never more is paid than what is due in all:
 * what is left behind sums to zero or more.
 *
 * @param netMinor everything that is due, above zero
 * @returns undefined when the clawbacks are too many for any payout of this size
 */
export const chooseItems = (items: DueItems, netMinor: number): readonly DueItem[] | undefined => {
  const { clawbacks, oldest, largest } = items;
  const room = maxItems - clawbacks.length;
  for (const rest of [oldest, largest]) {
    if (room <= 0) break;
    const chosen = [...clawbacks, ...rest.slice(0, room)];
    if (sumOf(chosen) > 0) return chosen;
  }
  const woven = weave(clawbacks, largest);
  return sumOf(woven) > 0 && sumOf(woven) <= netMinor ? woven : undefined;
};

/** Covers as many clawbacks as it can: a large earning, then clawbacks as long as something is left of it. */
const weave = (clawbacks: readonly DueItem[], largest: readonly DueItem[]): DueItem[] => {
  const chosen: DueItem[] = [];
  const open = [...clawbacks];
  const cover = [...largest];
  let sum = 0;
  while (chosen.length < maxItems) {
    const clawback = open[0];
    const next = clawback && sum + clawback.amountMinor > 0 ? open.shift() : cover.shift();
    if (next === undefined) break;
    chosen.push(next);
    sum += next.amountMinor;
  }
  return chosen;
};

export const sumOf = (items: readonly Pick<DueItem, 'amountMinor'>[]): number =>
  items.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
