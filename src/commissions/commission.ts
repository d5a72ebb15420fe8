import type { Instant } from '../core/clock.ts';
import type {
  CommissionId,
  ConversionId,
  CustomerId,
  Id,
  PartnerId,
  ProgramId,
  ReferralId,
  RuleId,
} from '../core/ids.ts';
import type { Money } from '../core/money.ts';
import { defineTransitions } from '../core/transitions.ts';
import type { EarningReason } from '../rules/earning.ts';

export const commissionKinds = ['sale', 'signup', 'bonus', 'clawback', 'restore', 'adjustment'] as const;
export type CommissionKind = (typeof commissionKinds)[number];

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
  /** When the hold ends. */
  readonly dueAt: Instant;
  readonly approvedAt: Instant | null;
  readonly holdReasons: readonly string[];
  readonly payoutId: Id<'pay'> | null;
  readonly originalCommissionId: CommissionId | null;
  readonly reason: EarningReason | null;
  readonly conversionType: string | null;
  readonly orderId: string | null;
  readonly occurredAt: Instant;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly rowVersion: number;
}

/** What is owed for it today. */
export const presentAmountMinor = (commission: Pick<Commission, 'original' | 'reversedMinor'>): number =>
  commission.original.minor - commission.reversedMinor;

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
