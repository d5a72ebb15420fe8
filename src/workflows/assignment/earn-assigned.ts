import { type Commission, presentAmountMinor } from '../../commissions/commission.ts';
import type { Work } from '../../database/work.ts';
import { changeCommission } from '../commissions/change-commission.ts';
import { postCorrection } from '../commissions/post-correction.ts';
import { earnCommissions } from '../earning/earn-commissions.ts';
import { isDecided, isUnpaid, rootsIn } from '../earning/reversal-family.ts';

/**
 * How a partner earns with a conversion that a person gives them: by the rules of the day it was received, as one who
 * never had it. What they were paid for it once, before it was taken from them, is not earned again but given back
 * (`giveBackPaid`).
 *
 * @param lines everything the partner ever had of the conversion, oldest first
 */
export const earnAssigned =
  (lines: readonly Commission[]): typeof earnCommissions =>
  (work, qualified) =>
    earnCommissions(work, { ...qualified, paidLines: new Set(paidEarnings(lines).map(({ line }) => line)) });

/** Undoes what took back the earnings that the partner was paid: lines that nobody settled yet go, others are countered. */
export const giveBackPaid = async (work: Work, lines: readonly Commission[]): Promise<void> => {
  const rootOf = rootsIn(lines);
  for (const { id } of paidEarnings(lines)) {
    const decided = lines.filter(
      (line) => isStandingCorrection(line) && isDecided(line) && rootOf(line) === id,
    );
    for (const line of decided.filter(isUnpaid)) {
      await changeCommission(work, line, { voidedAt: work.now }, 'conversion_reassigned');
    }
    await counter(
      work,
      decided.filter((line) => !isUnpaid(line)),
    );
  }
};

/** Those that are not voided: what was not paid was voided when the conversion went to somebody else. */
const paidEarnings = (lines: readonly Commission[]): Commission[] =>
  lines.filter(({ kind, state }) => (kind === 'sale' || kind === 'signup') && state !== 'voided');

const isStandingCorrection = ({ kind, state }: Commission): boolean =>
  (kind === 'clawback' || kind === 'restore') && state !== 'voided';

/** It names the newest line of its own direction: an older one may have been given back before. */
const counter = async (work: Work, settled: readonly Commission[]): Promise<void> => {
  const sum = settled.reduce((total, line) => total + presentAmountMinor(line), 0);
  const of = settled.findLast((line) => Math.sign(presentAmountMinor(line)) === Math.sign(sum));
  if (!of || sum === 0) return;
  await postCorrection(work, of, {
    kind: sum < 0 ? 'restore' : 'clawback',
    minor: -sum,
    why: 'conversion_reassigned',
    refundId: null,
    dueAt: work.now,
    approvedAt: work.now,
    holdReasons: [],
  });
};
