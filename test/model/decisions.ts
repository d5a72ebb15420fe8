import {
  addCorrection,
  addLine,
  type Books,
  isTaken,
  isUnpaid,
  type Line,
  rootOf,
  type Sale,
  voidLine,
  worth,
  worthOf,
} from './books.ts';
import { earn } from './earning.ts';
import { settle } from './refunds.ts';

/** What people decide about a sale. Each answers whether it may be done. */

export const reject = (books: Books, sale: Sale): boolean => {
  if (sale.state === 'rejected') return false;
  sale.undone = takeBack(books, sale);
  sale.state = 'rejected';
  return true;
};

/** What it earned its partner is voided; what was paid, or is being paid, is taken back by one line for each earning. */
const takeBack = (books: Books, sale: Sale): Sale['undone'] => {
  const own = linesOf(books, sale).filter((line) => rootOf(books, line).kind !== 'bonus');
  const families = Map.groupBy(own.filter(isTaken), (line) => rootOf(books, line));
  const voided = own.filter(isUnpaid);
  for (const line of voided) voidLine(line, 'rejection');
  return { voided, posted: [...families.values()].flatMap((family) => counter(books, family)) };
};

/** Everything that its present partner ever had of it. */
const linesOf = (books: Books, { no, partner }: Sale): Line[] =>
  books.lines.filter((line) => line.sale === no && line.partner === partner);

const counter = (books: Books, family: readonly Line[]): Line[] => {
  const sum = worthOf(family);
  const newest = family.findLast((line) => Math.sign(worth(line)) === Math.sign(sum));
  return newest && sum !== 0 ? [post(books, newest, -sum)] : [];
};

const post = (books: Books, of: Line, amount: number): Line =>
  addCorrection(books, of, {
    ...{ kind: amount < 0 ? 'clawback' : 'restore', cause: 'rejection', amount },
    ...{ dueAt: books.now, approvedAt: books.now },
  });

/** The first time it earns by the rules of when it came; after that, what the rejection took comes back. */
export const qualify = (books: Books, sale: Sale): boolean => {
  if (sale.state === 'qualified') return false;
  const { undone } = sale;
  const hasEarned = linesOf(books, sale).some(
    (line) =>
      undone.voided.includes(line) ||
      undone.posted.includes(line) ||
      (line.cause === 'earned' && line.no >= sale.assignedAfter),
  );
  sale.state = 'qualified';
  if (hasEarned) reinstate(books, sale);
  else earnAnew(books, sale);
  sale.undone = nothing;
  settle(books, sale);
  return true;
};

const nothing: Sale['undone'] = { voided: [], posted: [] };

/** Somebody who never had it earns with it; who was paid for it before gets that back instead. */
const earnAnew = (books: Books, sale: Sale): void => {
  const paid = linesOf(books, sale).filter(({ cause, place }) => cause === 'earned' && place !== 'voided');
  earn(books, sale, new Set(paid.map(({ product }) => product)));
  for (const line of paid) giveBack(books, linesOf(books, sale), line);
};

/** Undoes what took it back. */
const giveBack = (books: Books, lines: readonly Line[], paid: Line): void => {
  const took = lines.filter((line) => line.cause === 'rejection' && rootOf(books, line) === paid);
  for (const line of took.filter(isUnpaid)) voidLine(line, 'rejection');
  counter(books, took.filter(isTaken));
};

/** A person gives it to a partner, or to nobody. */
export const assign = (books: Books, sale: Sale, partner: number | null): boolean => {
  if (sale.partner === partner) return true;
  if (partner !== null && books.partners[partner]?.state !== 'approved') return false;
  const isBeingPaid = books.lines.some(
    (line) =>
      line.sale === sale.no &&
      line.place === 'processing' &&
      line.kind !== 'bonus' &&
      (line.partner === sale.partner || line.partner === partner),
  );
  if (isBeingPaid) return false;
  if (sale.state !== 'rejected') takeBack(books, sale);
  sale.undone = nothing;
  const customer = sale.customer === null ? undefined : books.customers[sale.customer];
  if (customer) customer.partner ??= partner;
  const isReferred = partner !== null && customer?.partner === partner;
  Object.assign(sale, { partner, isReferred, assignedAfter: books.lines.length });
  if (partner !== null && sale.state === 'qualified') {
    earnAnew(books, sale);
    settle(books, sale);
  }
  return true;
};

const reinstate = (books: Books, { undone }: Sale): void => {
  const standIns = new Map<number, number>();
  for (const line of undone.voided.filter(({ cause }) => cause === 'earned')) {
    standIns.set(line.no, again(books, line, { reversed: 0 }).no);
  }
  for (const line of undone.posted) {
    if (isUnpaid(line)) voidLine(line, 'rejection');
    else if (isTaken(line)) post(books, line, -worth(line));
  }
  for (const line of undone.voided.filter(({ cause }) => cause !== 'earned')) {
    const parent = line.parent === null ? null : (standIns.get(line.parent) ?? line.parent);
    again(books, line, { parent });
  }
};

/** A row of its own with the same terms, that waits no shorter. */
const again = (books: Books, line: Line, change: Partial<Line>): Line =>
  addLine(books, { ...line, dueAt: Math.max(line.dueAt, books.now), ...change });
