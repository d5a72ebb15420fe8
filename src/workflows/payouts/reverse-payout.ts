import { commissionData } from '../../commissions/commission.events.ts';
import { insertCommissions, type NewCommission } from '../../commissions/commission.store.ts';
import { type Commission, presentAmountMinor } from '../../commissions/commission.ts';
import { listCommissionsInPayout } from '../../commissions/commission-payout.store.ts';
import { money, zero } from '../../core/money.ts';
import type { Work } from '../../database/work.ts';
import { recordEvent } from '../../events/record.ts';
import { postMovements } from '../../ledger/ledger.service.ts';
import { recordPayoutMove } from '../../payouts/payout.events.ts';
import type { Payout } from '../../payouts/payout.ts';
import { commissionSurroundings } from '../commissions/commission-surroundings.ts';
import { tellThreshold } from '../commissions/reach-threshold.ts';
import { type PayoutWhy, payoutSurroundings, storePayoutMove } from './move-payout.ts';

/**
 * The money of a completed payout came back. Its commissions stay paid, and each gets a line that owes exactly what
 * was paid for it, due at once: positive for an earning, negative for a clawback that was netted.
 *
 * @throws DomainError `invalid_transition`
 */
export const reversePayout = async (work: Work, payout: Payout, why: PayoutWhy): Promise<Payout> => {
  const around = await payoutSurroundings(work, payout);
  const reversed = await storePayoutMove(work, payout, 'reversed', { reason: why.reason, note: why.note });
  recordPayoutMove(work, reversed, around, payout.state);
  const paid = await listCommissionsInPayout(work.tx, payout.id);
  const lines = paid.filter((commission) => presentAmountMinor(commission) !== 0);
  await postRestores(
    work,
    lines.map((commission) => restoreOf(work, commission)),
  );
  return reversed;
};

/**
 * It answers to the payout and not to a sale: it stands in no conversion, where a later refund or rejection would
 * take it for something earned and take back twice.
 */
const restoreOf = (work: Work, commission: Commission): NewCommission => {
  const { currency } = commission.original;
  return {
    id: work.ids.mint('com'),
    programId: commission.programId,
    partnerId: commission.partnerId,
    conversionId: null,
    referralId: null,
    customerId: null,
    kind: 'restore',
    line: commission.line,
    state: 'due',
    base: zero(currency),
    original: money(presentAmountMinor(commission), currency),
    reversedMinor: 0,
    ...noTerms,
    dueAt: work.now,
    approvedAt: work.now,
    holdReasons: [],
    payoutId: null,
    paidAt: null,
    voidedAt: null,
    originalCommissionId: commission.id,
    refundId: null,
    reason: 'payout_reversed',
    note: null,
    conversionType: commission.conversionType,
    orderId: commission.orderId,
    occurredAt: work.now,
    createdAt: work.now,
  };
};

const noTerms = {
  ruleId: null,
  ruleVersion: null,
  model: null,
  basisPoints: null,
  tierId: null,
  exchangeRateId: null,
  capPeriods: null,
} as const;

const postRestores = async (work: Work, lines: readonly NewCommission[]): Promise<void> => {
  const [any] = lines;
  if (!any) return;
  await insertCommissions(work, lines);
  await postMovements(
    work,
    lines.map((line) => ({
      programId: line.programId,
      partnerId: line.partnerId,
      commissionId: line.id,
      from: 'expense',
      to: 'due',
      amount: line.original,
      reason: 'commission.adjusted',
    })),
  );
  // No conversion stands around any of them: what there is to show is the same for all.
  const around = await commissionSurroundings(work.tx, any);
  for (const line of lines) {
    const { programId, partnerId, id } = line;
    const more = { reason: 'payout_reversed', adjustment_amount: line.original.minor };
    const data = { ...commissionData(line, around), ...more };
    recordEvent(work, 'commission.adjusted', { programId, partnerId, entityId: id, data });
  }
  await tellThreshold(work, any);
};
