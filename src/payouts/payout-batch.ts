import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import { DomainError } from '../core/errors.ts';
import type { PartnerId, PayoutBatchId, ProgramId } from '../core/ids.ts';
import { defineTransitions } from '../core/transitions.ts';
import type { PayoutMethod } from './payout.ts';

export const payoutBatchTransitions = defineTransitions('payout batch', {
  draft: ['approved', 'canceled'],
  approved: [],
  canceled: [],
});
export type PayoutBatchState = keyof typeof payoutBatchTransitions.table;

/** Whose money a batch pays: a stored question, asked again whenever it matters. */
export interface PayoutSelection {
  readonly programId: ProgramId;
  /** What became due after it waits for the next batch; what is owed to us counts whenever it arose. */
  readonly cutOffAt: Instant;
  /** Null for all, else in the order of their ids. */
  readonly partnerIds: readonly PartnerId[] | null;
  readonly currency: Currency | null;
  /** Smallest sums that are paid, in minor units, in place of the program's threshold. */
  readonly minimums: Readonly<Record<string, number>>;
}

/** What a partner would have been paid when the batch was drafted. */
export interface DraftedLine {
  readonly partnerId: PartnerId;
  readonly currency: Currency;
  readonly amountMinor: number;
}

export interface PayoutTotal {
  readonly currency: Currency;
  readonly amountMinor: number;
  readonly payoutCount: number;
  readonly itemCount: number;
}

export interface Drafted {
  readonly totals: readonly PayoutTotal[];
  /** The first of them, as many as a preview shows. */
  readonly lines: readonly DraftedLine[];
}

export interface Approval {
  /** `api_key:key_...` or `admin:adm_...` */
  readonly actor: string;
  readonly at: Instant;
  readonly note: string | null;
}

/**
 * Something that is done to many payouts, a few in a unit, on behalf of whoever asked for it. How far it is gets
 * stored with what it does, so that it goes on after a crash as if nothing had been.
 */
export type BatchStep = { readonly actor: Actor; readonly requestId: string } & (
  | {
      readonly kind: 'scheduling';
      /** The partner and currency that were dealt with last. */
      readonly after: readonly [partnerId: string, currency: string] | null;
    }
  | {
      readonly kind: 'completion';
      /** The payout that was dealt with last. */
      readonly afterSeq: number;
      readonly reference: string;
      readonly paidAt: Instant;
    }
);

export interface PayoutBatch {
  readonly seq: number;
  readonly id: PayoutBatchId;
  readonly state: PayoutBatchState;
  readonly method: PayoutMethod;
  readonly selection: PayoutSelection;
  readonly drafted: Drafted;
  readonly step: BatchStep | null;
  readonly approvals: readonly Approval[];
  /** As the program wanted it when the batch was drafted. */
  readonly approvalsNeeded: 1 | 2;
  readonly note: string | null;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly approvedAt: Instant | null;
  readonly rowVersion: number;
}

/**
 * A batch with one approval more: approved once it has as many as it needs. Whoever drafted it may be one of them.
 *
 * @throws DomainError `invalid_transition` unless it is a draft, `conflict` for a second approval by the same actor
 */
export const withApproval = (
  batch: PayoutBatch,
  by: { readonly actor: Actor; readonly requestId: string; readonly now: Instant },
  note: string | null,
): PayoutBatch => {
  payoutBatchTransitions.assertMove(batch.state, 'approved');
  const actor = `${by.actor.kind}:${by.actor.id}`;
  if (batch.approvals.some((approval) => approval.actor === actor)) {
    throw new DomainError('conflict', 'You have approved this batch already; somebody else must, too.');
  }
  const approvals = [...batch.approvals, { actor, at: by.now, note }];
  if (approvals.length < batch.approvalsNeeded) return { ...batch, approvals };
  const { actor: who, requestId } = by;
  const step: BatchStep = { kind: 'scheduling', after: null, actor: who, requestId };
  return { ...batch, approvals, state: 'approved', approvedAt: by.now, step };
};
