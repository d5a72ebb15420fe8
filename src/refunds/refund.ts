import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import type { ConversionId, ProgramId, RefundId } from '../core/ids.ts';
import { defineTransitions } from '../core/transitions.ts';

/** A refund or a chargeback takes of the charge; the other two undo one that carries the same id. */
export const refundKinds = ['refund', 'chargeback', 'chargeback_won', 'refund_canceled'] as const;
export type RefundKind = (typeof refundKinds)[number];

/** What is given back of a conversion, all its refunds together. */
export const refundStatuses = ['none', 'partial', 'full', 'charged_back'] as const;
export type RefundStatus = (typeof refundStatuses)[number];

/** Parked: told before its sale, or before what it undoes. */
export const refundTransitions = defineTransitions('refund', { parked: ['applied'], applied: [] });
export type RefundState = keyof typeof refundTransitions.table;

/** Something given back, taken back or won back of what a customer was charged. What was told never changes. */
export interface Refund {
  readonly seq: number;
  readonly id: RefundId;
  readonly programId: ProgramId;
  /** Null while it waits for its sale. */
  readonly conversionId: ConversionId | null;
  /** The first name of the order that it came with; null when it named a conversion. */
  readonly orderReference: string | null;
  /** The merchant's own id of it; ours when they gave none. */
  readonly refundId: string;
  readonly kind: RefundKind;
  readonly state: RefundState;
  /** As asked for, in minor units of the charge; null for the rest, and for what undoes another one. */
  readonly amountMinor: number | null;
  readonly currency: Currency | null;
  /** What it takes of the charge; negative for what gives back. All of a conversion sum to what is refunded. */
  readonly appliedMinor: number;
  readonly reason: string | null;
  /** What was told and has no column, for who must look into it. */
  readonly told: Readonly<Record<string, unknown>>;
  readonly idempotencyKey: string | null;
  readonly occurredAt: Instant;
  readonly receivedAt: Instant;
  readonly appliedAt: Instant | null;
}

const undone: Readonly<Record<RefundKind, RefundKind | undefined>> = {
  refund: undefined,
  chargeback: undefined,
  refund_canceled: 'refund',
  chargeback_won: 'chargeback',
};

/** The kind that a kind undoes; undefined for one that takes. */
export const kindUndoneBy = (kind: RefundKind): RefundKind | undefined => undone[kind];
