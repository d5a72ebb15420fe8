import { sumOf, toCents } from './arithmetic.ts';
import type { Pay, Terms } from './terms.ts';

/** Where the money of a line stands. */
export type Place = 'pending' | 'held' | 'due' | 'processing' | 'paid' | 'voided';

/** What a line of the books is there for. */
type Cause = 'earned' | 'refund' | 'rejection' | 'payout' | 'person';

/** A commission, as far as its money goes. Amounts in minor units of its currency. */
export interface Line {
  readonly no: number;
  readonly kind: 'sale' | 'signup' | 'bonus' | 'clawback' | 'restore' | 'adjustment';
  readonly cause: Cause;
  readonly partner: number;
  readonly sale: number | null;
  readonly product: string;
  readonly currency: string;
  readonly amount: number;
  /** The line that it corrects. */
  readonly parent: number | null;
  /** The month whose cap it counts in. */
  readonly capMonth: string | null;
  readonly dueAt: number;
  approvedAt: number | null;
  isHeld: boolean;
  /** What refunds took back in place. */
  reversed: number;
  place: Place;
  payout: number | null;
  /** Why it was voided. */
  voidedBy: 'refund' | 'rejection' | 'person' | null;
}

export interface Refund {
  readonly refundId: string;
  readonly kind: 'refund' | 'chargeback' | 'refund_canceled' | 'chargeback_won';
  readonly amount: number | null;
  readonly at: number;
  readonly no: number;
}

/** A conversion. */
export interface Sale {
  readonly no: number;
  readonly order: number | null;
  partner: number | null;
  /** How many lines there were when a person gave it to its partner. */
  assignedAfter: number;
  readonly customer: number | null;
  readonly isSignup: boolean;
  /** Whether it belongs to the referral of its customer. */
  isReferred: boolean;
  readonly charged: number;
  readonly base: number;
  readonly currency: string;
  /** What its items cost, of products `book` and `extra`; none when it has no items. */
  readonly items: readonly { readonly product: string; readonly amount: number }[];
  /** When it happened; it may be told later. */
  readonly at: number;
  readonly receivedAt: number;
  readonly refunds: Refund[];
  refunded: number;
  refundStatus: 'none' | 'partial' | 'full' | 'charged_back';
  state: 'in_review' | 'qualified' | 'rejected';
  /** What the last rejection did. */
  undone: { readonly voided: readonly Line[]; readonly posted: readonly Line[] };
}

export interface Partner {
  state: 'approved' | 'suspended' | 'terminated';
}

export interface Customer {
  /** Who referred them. */
  partner: number | null;
  hasSignedUp: boolean;
  /** Renewals earn nothing from then on. */
  stoppedAt: number | null;
}

export interface Click {
  readonly partner: number;
  readonly at: number;
  readonly isCreditable: boolean;
}

export interface Batch {
  readonly cutOffAt: number;
  readonly minimum: number | null;
  state: 'draft' | 'approved' | 'canceled';
}

export interface Payout {
  readonly no: number;
  readonly batch: number;
  readonly partner: number;
  readonly currency: string;
  readonly items: readonly { readonly line: Line; readonly amount: number }[];
  state: 'scheduled' | 'processing' | 'completed' | 'failed' | 'canceled' | 'reversed';
}

/** Everything there is, and nothing computed that could be wrong. */
export interface Books {
  readonly terms: Terms;
  now: number;
  /** What purchases earn, version by version; the last one holds. */
  readonly purchaseRule: { readonly pay: Pay; readonly from: number; until: number }[];
  readonly partners: readonly Partner[];
  readonly customers: readonly Customer[];
  readonly clicks: Click[];
  readonly sales: Sale[];
  readonly lines: Line[];
  readonly batches: Batch[];
  readonly payouts: Payout[];
  /** Refunds that wait for the sale of their order. */
  readonly parked: Map<number, Refund[]>;
  refundCount: number;
}

export const dayMs = 86_400_000;

export const openBooks = (terms: Terms, now: number): Books => ({
  terms,
  now,
  purchaseRule: [{ pay: terms.purchase, from: -Infinity, until: Infinity }],
  partners: [{ state: 'approved' }, { state: 'approved' }],
  customers: Array.from({ length: 3 }, () => ({ partner: null, hasSignedUp: false, stoppedAt: null })),
  clicks: [],
  sales: [],
  lines: [],
  batches: [],
  payouts: [],
  parked: new Map(),
  refundCount: 0,
});

export const changePurchaseRule = (books: Books, pay: Pay): void => {
  const last = books.purchaseRule.at(-1);
  if (last) last.until = books.now;
  books.purchaseRule.push({ pay, from: books.now, until: Infinity });
};

/** What is owed for a line by now, or was paid. */
export const worth = (line: Line): number => (line.place === 'voided' ? 0 : line.amount - line.reversed);

export const worthOf = (lines: readonly Line[]): number => sumOf(lines.map(worth));

export const isUnpaid = ({ place }: Line): boolean =>
  place === 'pending' || place === 'held' || place === 'due';

export const isTaken = ({ place }: Line): boolean => place === 'paid' || place === 'processing';

/** Puts an unpaid line where it belongs by now. What is due stays so, even when the clock is set back. */
export const settlePlace = (books: Books, line: Line): void => {
  if (!isUnpaid(line)) return;
  if (line.isHeld) {
    line.place = 'held';
    return;
  }
  const isDue = line.place === 'due' || (line.approvedAt !== null && line.dueAt <= books.now);
  line.place = isDue ? 'due' : 'pending';
};

/** What becomes due with time. */
export const tick = (books: Books): void => {
  for (const line of books.lines) if (line.place === 'pending') settlePlace(books, line);
};

type NewLine = Pick<Line, 'kind' | 'cause' | 'partner' | 'currency' | 'amount' | 'dueAt' | 'approvedAt'> &
  Partial<Line>;

export const addLine = (books: Books, line: NewLine): Line => {
  const added: Line = {
    sale: null,
    product: '',
    parent: null,
    capMonth: null,
    isHeld: false,
    reversed: 0,
    payout: null,
    ...line,
    no: books.lines.length,
    place: 'pending',
    voidedBy: null,
  };
  books.lines.push(added);
  settlePlace(books, added);
  return added;
};

/** A line that corrects another one and stands beside it. */
export const addCorrection = (
  books: Books,
  of: Line,
  own: Pick<Line, 'kind' | 'cause' | 'amount' | 'dueAt' | 'approvedAt'> & Partial<Line>,
): Line =>
  addLine(books, {
    ...{ partner: of.partner, sale: of.sale, product: of.product, currency: of.currency, parent: of.no },
    ...{ capMonth: of.capMonth, ...own },
  });

export const voidLine = (line: Line, by: NonNullable<Line['voidedBy']>): void => {
  line.place = 'voided';
  line.voidedBy = by;
};

/** The line that was corrected first of all. */
export const rootOf = (books: Books, line: Line): Line => {
  const parent = line.parent === null ? undefined : books.lines[line.parent];
  return parent && parent.sale === line.sale ? rootOf(books, parent) : line;
};

/** How much of a month's cap a partner has used, in cents. */
export const capUse = (books: Books, partner: number, month: string): number => {
  const counted = books.lines.filter((line) => line.partner === partner && line.capMonth === month);
  return sumOf(counted.map((line) => (line.currency === 'JPY' ? toCents(worth(line)) : worth(line))));
};

export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);
