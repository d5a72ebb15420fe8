import {
  addCorrection,
  addLine,
  type Books,
  isTaken,
  isUnpaid,
  type Line,
  settlePlace,
  voidLine,
} from './books.ts';

/** What people do with commissions. Each answers whether it may be done. */

/** What was added to a line or taken off it by hand shares its fate while it is unpaid. */
const withAdjustments = (books: Books, line: Line): Line[] => [
  line,
  ...books.lines.filter((one) => one.kind === 'adjustment' && one.parent === line.no && isUnpaid(one)),
];

export const approve = (books: Books, line: Line): boolean => {
  if (line.place === 'voided') return false;
  for (const one of withAdjustments(books, line)) {
    one.approvedAt ??= books.now;
    settlePlace(books, one);
  }
  return true;
};

/** Everything that waits for it and is not held. */
export const approveAll = (books: Books): void => {
  for (const line of books.lines) {
    if (line.place === 'pending' && line.approvedAt === null) approve(books, line);
  }
};

export const hold = (books: Books, line: Line): boolean => {
  if (line.place !== 'pending' && line.place !== 'due') return false;
  for (const one of withAdjustments(books, line)) {
    one.isHeld = true;
    settlePlace(books, one);
  }
  return true;
};

export const release = (books: Books, line: Line): boolean => {
  if (line.place !== 'held') return false;
  for (const one of withAdjustments(books, line)) {
    one.isHeld = false;
    settlePlace(books, one);
  }
  return true;
};

export const voidByHand = (books: Books, line: Line): boolean => {
  if (!isUnpaid(line)) return false;
  for (const one of withAdjustments(books, line)) voidLine(one, 'person');
  return true;
};

/** It waits as long as the line it adjusts; beside one that is paid it is due at once. */
export const adjust = (books: Books, line: Line, amount: number): boolean => {
  const sale = line.sale === null ? undefined : books.sales[line.sale];
  const isWorthless = sale?.state === 'rejected' && line.kind !== 'bonus';
  if (line.place === 'voided' || line.kind === 'adjustment' || isWorthless) return false;
  const { dueAt, approvedAt, isHeld } = line;
  const waiting = isTaken(line) ? { dueAt: books.now, approvedAt: books.now } : { dueAt, approvedAt, isHeld };
  addCorrection(books, line, { ...waiting, kind: 'adjustment', cause: 'person', amount, capMonth: null });
  return true;
};

/** @param sale what it is for */
export const award = (
  books: Books,
  partner: number,
  { amount, dueAt, sale }: { readonly amount: number; readonly dueAt: number; readonly sale: number | null },
): void => {
  addLine(books, {
    ...{ kind: 'bonus', cause: 'person', partner, sale, currency: 'USD', amount },
    ...{ dueAt: Math.max(dueAt, books.now), approvedAt: books.now },
  });
};

export const suspend = (books: Books, partner: number): boolean =>
  moved(books, partner, ['approved'], 'suspended');

export const reinstatePartner = (books: Books, partner: number): boolean =>
  moved(books, partner, ['suspended'], 'approved');

/** @param voids whether what is pending is voided */
export const terminate = (books: Books, partner: number, voids: boolean): boolean => {
  if (!moved(books, partner, ['approved', 'suspended'], 'terminated')) return false;
  const pending = books.lines.filter((line) => line.partner === partner && line.place === 'pending');
  if (voids) for (const line of pending) voidLine(line, 'person');
  return true;
};

type State = Books['partners'][number]['state'];

const moved = (books: Books, no: number, from: readonly State[], to: State): boolean => {
  const partner = books.partners[no];
  if (!partner || !from.includes(partner.state)) return false;
  partner.state = to;
  return true;
};
