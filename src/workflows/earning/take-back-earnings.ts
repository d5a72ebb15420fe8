import type { NewCommission } from '../../commissions/commission.store.ts';
import type { Commission } from '../../commissions/commission.ts';
import { type CounterLine, rejectionOf } from '../../commissions/rejection.ts';
import type { Work } from '../../database/work.ts';
import { changeCommission } from '../commissions/change-commission.ts';
import { postCorrection } from '../commissions/post-correction.ts';

/** Why a conversion is worth nothing any more to the partner whose it was. */
type Cause = 'conversion_rejected' | 'conversion_reassigned';

interface TakenBack {
  /** What was voided, as it was before. */
  readonly voided: readonly Commission[];
  /** Lines that take back what was paid. */
  readonly posted: readonly NewCommission[];
}

/**
 * Takes back from a partner what a conversion has earned them: what was not paid is voided, what was paid, or is being
 * paid, is clawed back by lines of their own, due at once.
 *
 * @param lines everything the partner ever had of the conversion, oldest first
 */
export const takeBackEarnings = async (
  work: Work,
  lines: readonly Commission[],
  why: Cause,
): Promise<TakenBack> => {
  const { voided, counters } = rejectionOf(lines);
  for (const commission of voided) await voidLine(work, commission, why);
  const posted: NewCommission[] = [];
  for (const counter of counters) posted.push(await postCounter(work, counter, why));
  return { voided, posted };
};

/** Its reason says so from now on: what a person voided keeps its own, and is not asked for again by refunds. */
const voidLine = async (work: Work, commission: Commission, why: Cause): Promise<void> => {
  await changeCommission(work, commission, { voidedAt: work.now, reason: why }, why);
};

const postCounter = (work: Work, { of, minor }: CounterLine, why: Cause): Promise<NewCommission> =>
  postCorrection(work, of, {
    kind: minor < 0 ? 'clawback' : 'restore',
    minor,
    why,
    refundId: null,
    dueAt: work.now,
    approvedAt: work.now,
    holdReasons: [],
  });
