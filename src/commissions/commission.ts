import type { CapPeriods } from '../caps/cap.ts';
import type { Instant } from '../core/clock.ts';
import type {
  CommissionId,
  ConversionId,
  CustomerId,
  ExchangeRateId,
  PartnerId,
  PayoutId,
  ProgramId,
  ReferralId,
  RefundId,
  RuleId,
  TierId,
} from '../core/ids.ts';
import type { Money } from '../core/money.ts';
import { defineTransitions } from '../core/transitions.ts';
import type { EarningReason } from '../rules/earning.ts';

export const commissionKinds = ['sale', 'signup', 'bonus', 'clawback', 'restore', 'adjustment'] as const;
export type CommissionKind = (typeof commissionKinds)[number];

/** Why a commission is held back. It is held as long as one reason is left. */
export const holdReasons = ['manual', 'fraud_case'] as const;
export type HoldReason = (typeof holdReasons)[number];

/** Why a person may void a commission. */
export const personalVoidReasons = ['manual', 'fraud', 'duplicate', 'mistake'] as const;
export type PersonalVoidReason = (typeof personalVoidReasons)[number];

/** Why a commission was voided, adjusted or made without a rule. */
export const changeReasons = [
  'refund',
  'chargeback',
  'chargeback_won',
  'refund_canceled',
  'conversion_rejected',
  'conversion_qualified',
  'conversion_reassigned',
  'partner_terminated',
  'payout_reversed',
  ...personalVoidReasons,
  'bonus',
  'import',
] as const;
export type ChangeReason = (typeof changeReasons)[number];

export type CommissionReason = EarningReason | ChangeReason;

export const commissionTransitions = defineTransitions('commission', {
  pending: ['held', 'due', 'voided'],
  held: ['pending', 'due', 'voided'],
  due: ['processing', 'held', 'voided'],
  processing: ['paid', 'due'],
  paid: [],
  voided: [],
});
export type CommissionState = keyof typeof commissionTransitions.table;

/** What a partner earned by one line of one conversion, with the terms as they stood that day. */
export interface Commission {
  readonly seq: number;
  readonly id: CommissionId;
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  readonly conversionId: ConversionId | null;
  readonly referralId: ReferralId | null;
  readonly customerId: CustomerId | null;
  readonly kind: CommissionKind;
  readonly line: string;
  readonly state: CommissionState;
  readonly base: Money;
  /** What was earned at first; never changes. */
  readonly original: Money;
  /** What refunds took back in place, in minor units, as a positive number. */
  readonly reversedMinor: number;
  readonly ruleId: RuleId | null;
  readonly ruleVersion: number | null;
  readonly model: 'percent' | 'flat' | null;
  readonly basisPoints: number | null;
  /** The tier by which it was earned. */
  readonly tierId: TierId | null;
  readonly exchangeRateId: ExchangeRateId | null;
  /** The periods of the program's caps in which it counts; null when it counts in none. */
  readonly capPeriods: CapPeriods | null;
  /** When the hold ends. */
  readonly dueAt: Instant;
  readonly approvedAt: Instant | null;
  readonly holdReasons: readonly HoldReason[];
  /** The payout that it is reserved for or was paid by. */
  readonly payoutId: PayoutId | null;
  readonly paidAt: Instant | null;
  readonly voidedAt: Instant | null;
  readonly originalCommissionId: CommissionId | null;
  /** Of a clawback or a restore: the refund it answers to. */
  readonly refundId: RefundId | null;
  /** Why it is less than the rate says, why it is there at all, or why it was voided. */
  readonly reason: CommissionReason | null;
  /** What a person wrote about it. */
  readonly note: string | null;
  readonly conversionType: string | null;
  readonly orderId: string | null;
  readonly occurredAt: Instant;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly rowVersion: number;
}

/** What is owed for it today, or was paid; nothing once it is voided. */
export const presentAmountMinor = (
  commission: Pick<Commission, 'original' | 'reversedMinor' | 'state'>,
): number => (commission.state === 'voided' ? 0 : commission.original.minor - commission.reversedMinor);

/** The instant that reports count it at: that of the sale; one that is told before it happens counts when it is told. */
export const commissionCountedAt = ({
  occurredAt,
  createdAt,
}: Pick<Commission, 'occurredAt' | 'createdAt'>): Instant => Math.min(occurredAt, createdAt);

/** The stored facts that decide the state. */
export interface StateFacts {
  readonly dueAt: Instant;
  readonly approvedAt: Instant | null;
  readonly holdReasons: readonly string[];
  readonly payout: 'none' | 'reserved' | 'paid';
  readonly voided: boolean;
}

/**
 * The state a commission has at an instant. Due needs all three: the hold elapsed, approved, and no reason
 * to hold it.
 */
export const commissionState = (facts: StateFacts, now: Instant): CommissionState => {
  if (facts.payout === 'paid') return 'paid';
  if (facts.payout === 'reserved') return 'processing';
  if (facts.voided) return 'voided';
  if (facts.holdReasons.length > 0) return 'held';
  return facts.approvedAt !== null && facts.dueAt <= now ? 'due' : 'pending';
};

/** The stored facts of a commission from which its state follows. */
export const stateFactsOf = (
  commission: Pick<Commission, 'dueAt' | 'approvedAt' | 'holdReasons' | 'payoutId' | 'paidAt' | 'voidedAt'>,
): StateFacts => ({
  dueAt: commission.dueAt,
  approvedAt: commission.approvedAt,
  holdReasons: commission.holdReasons,
  payout: commission.paidAt !== null ? 'paid' : commission.payoutId !== null ? 'reserved' : 'none',
  voided: commission.voidedAt !== null,
});
