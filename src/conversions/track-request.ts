import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import type { ProgramId } from '../core/ids.ts';

/** One line of a purchase: its total net of tax and shipping. */
export interface TrackedItem {
  readonly productId: string;
  readonly quantity: number;
  readonly amountMinor: number;
}

/** What the customer was charged; `taxMinor` and `shippingMinor` are parts of it, `discountMinor` is information. */
export interface TrackedMoney {
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly discountMinor: number;
  readonly taxMinor: number;
  readonly shippingMinor: number;
  readonly items: readonly TrackedItem[];
}

/** A signup or purchase as the merchant's backend posted it: every spelling resolved, every value checked. */
export interface TrackRequest {
  readonly operation: 'signup' | 'purchase';
  /** The program named in the body; undefined when it must follow from the key. */
  readonly programId: ProgramId | undefined;
  /** `signup`, `purchase` or the program's own word, such as `deposit`. */
  readonly type: string;
  readonly idempotencyKey: string | null;
  /** SHA-256 of the body as sent with its keys sorted, before defaults and without the key's second home. */
  readonly bodyHash: string;
  readonly orderId: string | null;
  /** Further names of the same order, such as a charge id beside an invoice id. */
  readonly orderAliases: readonly string[];
  readonly customerId: string | null;
  readonly customerEmail: string | null;
  readonly customerName: string | null;
  readonly isNewCustomer: boolean | null;
  readonly clickId: string | null;
  /** The value of the click cookie as the merchant relays it. */
  readonly clickCookie: string | null;
  readonly promoCode: string | null;
  /** A partner's code or id. */
  readonly partner: string | null;
  /** Null for a signup. */
  readonly money: TrackedMoney | null;
  readonly plan: string | null;
  /** Undefined means now. */
  readonly occurredAt: Instant | undefined;
  readonly subs: SubIds;
  readonly country: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** What was accepted but not used, in words for the caller. */
  readonly warnings: readonly string[];
}

export interface SubIds {
  readonly sub1: string | null;
  readonly sub2: string | null;
  readonly sub3: string | null;
  readonly sub4: string | null;
  readonly sub5: string | null;
}

/** Every name the order goes by, the main one first. */
export const orderReferences = (request: TrackRequest): readonly string[] =>
  request.orderId === null ? [] : [...new Set([request.orderId, ...request.orderAliases])];
