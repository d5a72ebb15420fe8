import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import type { ConversionId, ProgramId } from '../core/ids.ts';
import type { RefundKind } from './refund.ts';

/** What both a refund and a cancellation say of themselves. */
interface Told {
  /** The program named in the body; undefined when it must follow from the key or the conversion. */
  readonly programId: ProgramId | undefined;
  readonly idempotencyKey: string | null;
  /** SHA-256 of the body as sent with its keys sorted. */
  readonly bodyHash: string;
  /** What was accepted but not used, in words for the caller. */
  readonly warnings: readonly string[];
}

/** A refund as it was posted: every spelling resolved, every value checked. */
export interface RefundRequest extends Told {
  /** Keys of one operation never meet those of another. */
  readonly operation: 'refund' | 'cancellation' | 'conversion_refund';
  /** Null when only a key was given; never null for what undoes another one. */
  readonly refundId: string | null;
  readonly kind: RefundKind;
  readonly conversionId: ConversionId | null;
  /** Every name the order goes by, the main one first. */
  readonly references: readonly string[];
  /** Minor units of the charge; null for the rest. */
  readonly amountMinor: number | null;
  readonly currency: Currency | null;
  readonly reason: string | null;
  /** Undefined means now. */
  readonly occurredAt: Instant | undefined;
}

/** A customer who canceled. */
export interface CustomerCancellation extends Told {
  readonly operation: 'cancellation';
  /** The merchant's own id of the customer. */
  readonly customerId: string;
}
