import { type Books, dayMs, type Refund, type Sale } from './books.ts';
import { earn } from './earning.ts';
import { applyRefund } from './refunds.ts';

/** What points to a partner: their code, or a click of theirs. */
export type Pointer = { readonly code: number } | { readonly click: number } | null;

export type NewSale = Pick<
  Sale,
  'order' | 'customer' | 'isSignup' | 'charged' | 'base' | 'currency' | 'items'
> & {
  readonly pointer: Pointer;
  readonly at: number;
};

/** A signup or a purchase that was not told before. */
export const sell = (books: Books, { pointer, ...told }: NewSale): Sale => {
  const customer = told.customer === null ? undefined : books.customers[told.customer];
  const partner = customer?.partner ?? pointed(books, pointer, told.at);
  const mayEarn = partner !== null && books.partners[partner]?.state === 'approved';
  const isWaiting = books.terms.isReviewed && partner !== null;
  const sale: Sale = {
    ...told,
    no: books.sales.length,
    partner,
    assignedAfter: 0,
    isReferred: customer !== undefined && mayEarn,
    receivedAt: books.now,
    refunds: [],
    refunded: 0,
    refundStatus: 'none',
    state: partner !== null && !mayEarn ? 'rejected' : isWaiting ? 'in_review' : 'qualified',
    undone: { voided: [], posted: [] },
  };
  books.sales.push(sale);
  if (customer && mayEarn) customer.partner = partner;
  if (customer && told.isSignup) customer.hasSignedUp = true;
  if (sale.state === 'qualified') earn(books, sale);
  for (const refund of takeParked(books, sale)) applyRefund(books, sale, refund);
  return sale;
};

const windowDays = 30;

/** Whom a code or a click points to; a click counts for a time, and not when its partner was suspended. */
const pointed = (books: Books, pointer: Pointer, at: number): number | null => {
  if (pointer === null) return null;
  if ('code' in pointer) return pointer.code;
  const click = books.clicks[pointer.click];
  if (!click) return null;
  const isAllowed = click.isCreditable || books.partners[click.partner]?.state !== 'approved';
  const isInTime = click.at <= at + 5 * 60_000 && click.at + windowDays * dayMs >= at;
  return isAllowed && isInTime ? click.partner : null;
};

const takeParked = (books: Books, { order }: Sale): Refund[] => {
  if (order === null) return [];
  const waiting = books.parked.get(order) ?? [];
  books.parked.delete(order);
  return waiting;
};
