import type { Instant } from '../core/clock.ts';
import type { RefundId } from '../core/ids.ts';
import { type Money, proportion } from '../core/money.ts';
import { kindUndoneBy, type Refund, type RefundStatus } from './refund.ts';

/** What decides about the money of a refund. */
export type RefundFacts = Pick<Refund, 'seq' | 'id' | 'refundId' | 'kind' | 'amountMinor'> & {
  readonly occurredAt: Instant;
};

/** All refunds of a conversion together. */
export interface Refunded {
  readonly refundedMinor: number;
  readonly status: RefundStatus;
  /** What each one takes, negative for what gives back; they sum to `refundedMinor`. */
  readonly applied: ReadonlyMap<RefundId, number>;
  /** Those that undo something we have not been told of. */
  readonly waiting: ReadonlySet<RefundId>;
}

/**
 * What the refunds of a conversion come to: a function of what was told alone, so that the order in which it was
 * told cannot matter. They are looked at in the order in which they happened, those of one instant as they came.
 * One without an amount takes what was left at its time. What exceeds the charge is cut; once another refund is
 * undone, it takes what it was cut by.
 *
 * @param chargedMinor what the customer was charged, in minor units
 */
export const refundedOf = (chargedMinor: number, refunds: readonly RefundFacts[]): Refunded => {
  const sheet = new Sheet(chargedMinor);
  for (const refund of [...refunds].sort(asTheyHappened)) sheet.add(refund);
  return sheet.result();
};

const asTheyHappened = (left: RefundFacts, right: RefundFacts): number =>
  left.occurredAt - right.occurredAt || left.seq - right.seq;

interface Taking {
  readonly refund: RefundFacts;
  readonly wantedMinor: number;
  takenMinor: number;
  isUndone: boolean;
}

class Sheet {
  private leftMinor: number;
  private readonly takings: Taking[] = [];
  private readonly undoings: RefundFacts[] = [];
  private readonly applied = new Map<RefundId, number>();

  constructor(private readonly chargedMinor: number) {
    this.leftMinor = chargedMinor;
  }

  add(refund: RefundFacts): void {
    if (kindUndoneBy(refund.kind) === undefined) this.take(refund);
    else this.undo(refund);
  }

  result(): Refunded {
    const refundedMinor = this.chargedMinor - this.leftMinor;
    for (const { refund, takenMinor } of this.takings) this.applied.set(refund.id, takenMinor);
    const isKnown = (undoing: RefundFacts) => this.takings.some(({ refund }) => undoes(undoing, refund));
    const waiting = this.undoings.filter((undoing) => !isKnown(undoing)).map(({ id }) => id);
    return {
      refundedMinor,
      status: this.statusOf(refundedMinor),
      applied: this.applied,
      waiting: new Set(waiting),
    };
  }

  private take(refund: RefundFacts): void {
    const isUndone = this.undoings.some((undoing) => undoes(undoing, refund));
    const wantedMinor = refund.amountMinor ?? this.leftMinor;
    const takenMinor = isUndone ? 0 : Math.min(wantedMinor, this.leftMinor);
    this.leftMinor -= takenMinor;
    this.takings.push({ refund, wantedMinor, takenMinor, isUndone });
  }

  private undo(undoing: RefundFacts): void {
    this.undoings.push(undoing);
    const taking = this.takings.find(({ refund }) => undoes(undoing, refund));
    this.applied.set(undoing.id, 0);
    if (!taking || taking.isUndone) return;
    taking.isUndone = true;
    this.leftMinor += taking.takenMinor;
    this.applied.set(undoing.id, taking.takenMinor === 0 ? 0 : -taking.takenMinor);
    this.takeWhatWasCut();
  }

  private takeWhatWasCut(): void {
    for (const taking of this.takings) {
      if (taking.isUndone) continue;
      const moreMinor = Math.min(taking.wantedMinor - taking.takenMinor, this.leftMinor);
      taking.takenMinor += moreMinor;
      this.leftMinor -= moreMinor;
    }
  }

  private statusOf(refundedMinor: number): RefundStatus {
    if (this.takings.some(({ refund, isUndone }) => refund.kind === 'chargeback' && !isUndone)) {
      return 'charged_back';
    }
    if (refundedMinor === 0) return 'none';
    return refundedMinor < this.chargedMinor ? 'partial' : 'full';
  }
}

const undoes = (undoing: RefundFacts, refund: RefundFacts): boolean =>
  undoing.refundId === refund.refundId && kindUndoneBy(undoing.kind) === refund.kind;

/**
 * How much of a commission is to be taken back for what was given back of the charge: always of the whole, so that
 * parts never add up to more or less than it, and at the rate it was earned by.
 *
 * @returns minor units of the commission, 0 where nothing was charged
 */
export const reversalTarget = (
  original: Money,
  { amountMinor, refundedMinor }: { readonly amountMinor: number; readonly refundedMinor: number },
): number =>
  refundedMinor === 0 || amountMinor === 0 ? 0 : proportion(original, refundedMinor, amountMinor).minor;
