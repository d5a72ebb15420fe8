import type { Instant } from '../core/clock.ts';
import type { CommissionId, PartnerId, PayoutBatchId, PayoutId, ProgramId } from '../core/ids.ts';
import type { Money } from '../core/money.ts';
import { defineTransitions } from '../core/transitions.ts';

export const payoutTransitions = defineTransitions('payout', {
  scheduled: ['processing', 'canceled'],
  processing: ['completed', 'failed'],
  completed: ['reversed'],
  failed: ['scheduled', 'canceled'],
  canceled: [],
  reversed: [],
});
export type PayoutState = keyof typeof payoutTransitions.table;

/** How money leaves. By hand: somebody pays, and says so with a reference. */
export const payoutMethods = ['manual'] as const;
export type PayoutMethod = (typeof payoutMethods)[number];

/** Why a payout failed. */
export const failureReasons = [
  'receiver_account_closed',
  'receiver_details_invalid',
  'receiver_refused',
  'insufficient_funds',
  'limit_exceeded',
  'provider_error',
  'other',
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** Why a payout was canceled, or why a completed one came back. */
export const payoutReasons = [
  'returned_by_bank',
  'returned_by_receiver',
  'recalled',
  'mistake',
  'partner_request',
  'other',
] as const;
export type PayoutReason = (typeof payoutReasons)[number];

/** Most commissions in one payout: completing it is one step, told in one event. */
export const maxItems = 500;

/** Money for one partner in one currency, and the commissions that it pays. */
export interface Payout {
  readonly seq: number;
  readonly id: PayoutId;
  readonly batchId: PayoutBatchId | null;
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  /** The sum of its items, always above zero; never changes. */
  readonly amount: Money;
  readonly itemCount: number;
  readonly method: PayoutMethod;
  readonly state: PayoutState;
  /** What the provider or the bank calls it. */
  readonly reference: string | null;
  readonly failureReason: FailureReason | null;
  readonly reason: PayoutReason | null;
  readonly note: string | null;
  readonly cutOffAt: Instant;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly completedAt: Instant | null;
  readonly rowVersion: number;
}

/** A commission in a payout, with what it was worth when it was reserved. */
export interface PayoutItem {
  readonly commissionId: CommissionId;
  readonly amountMinor: number;
}
