import { portion } from './arithmetic.ts';
import {
  addCorrection,
  type Books,
  isUnpaid,
  type Line,
  type Refund,
  rootOf,
  type Sale,
  settlePlace,
  voidLine,
  worth,
  worthOf,
} from './books.ts';

/** A refund of a sale that is known: what is refunded is worked out anew, and its commissions follow. */
export const applyRefund = (books: Books, sale: Sale, refund: Refund): void => {
  sale.refunds.push(refund);
  const before = [sale.refunded, sale.refundStatus].join();
  Object.assign(sale, refundedOf(sale));
  if (before !== [sale.refunded, sale.refundStatus].join()) settle(books, sale);
};

const undoes = { refund_canceled: 'refund', chargeback_won: 'chargeback' } as const;

const isUndoing = (refund: Refund): refund is Refund & { kind: keyof typeof undoes } => refund.kind in undoes;

/** What has been refunded: of all that was asked for and not undone as much as was charged at most. */
const refundedOf = ({ charged, refunds }: Sale): Pick<Sale, 'refunded' | 'refundStatus'> => {
  const inOrder = [...refunds].sort((left, right) => left.at - right.at || left.no - right.no);
  const asked = new Map<Refund, number>();
  let refunded = 0;
  for (const [index, refund] of inOrder.entries()) {
    if (!isUndoing(refund)) asked.set(refund, refund.amount ?? charged - refunded);
    const live = [...asked].filter(([one]) => !isUndone(one, inOrder.slice(0, index + 1)));
    const wanted = live.reduce((sum, [, amount]) => sum + amount, 0);
    refunded = Math.min(charged, wanted);
  }
  const isBack = refunds.some((one) => one.kind === 'chargeback' && !isUndone(one, refunds));
  const share = refunded === 0 ? 'none' : refunded < charged ? 'partial' : 'full';
  return { refunded, refundStatus: isBack ? 'charged_back' : share };
};

const isUndone = (refund: Refund, by: readonly Refund[]): boolean =>
  by.some(
    (other) => isUndoing(other) && undoes[other.kind] === refund.kind && other.refundId === refund.refundId,
  );

/** Brings every commission of a sale to what its refunds leave of it. */
export const settle = (books: Books, sale: Sale): void => {
  if (sale.state !== 'qualified') return;
  const earned = books.lines.filter(
    (line) => line.sale === sale.no && line.partner === sale.partner && line.kind === 'sale',
  );
  for (const line of earned) settleLine(books, sale, line);
};

const settleLine = (books: Books, sale: Sale, earned: Line): void => {
  if (earned.place === 'voided' && earned.voidedBy !== 'refund') return;
  // Given to somebody since, and to them again: it was earned anew then.
  if (earned.place === 'voided' && earned.no < sale.assignedAfter) return;
  const beside = books.lines.filter(
    (line) => line !== earned && line.sale === sale.no && rootOf(books, line) === earned,
  );
  if (worthOf(beside.filter(({ cause }) => cause === 'rejection')) !== 0) return;
  const lines = beside.filter(({ cause }) => cause === 'refund');
  const taken = sale.charged === 0 ? 0 : portion(earned.amount, sale.refunded, sale.charged);
  const waived = forgiven(lines, 'clawback');
  const excess = worthOf([earned, ...lines]) + waived - (earned.amount - taken);
  const restores = lines.filter(({ kind }) => kind === 'restore').reverse();
  if (excess > 0) takeBack(books, earned, [...restores, earned], excess);
  const missing = -excess - forgiven(lines, 'restore');
  if (missing > 0) giveBack(books, earned, [...restores, earned], missing);
};

/** What a person voided of such lines: it is not asked for again. */
const forgiven = (lines: readonly Line[], kind: Line['kind']): number =>
  lines
    .filter((line) => line.kind === kind && line.voidedBy === 'person')
    .reduce((sum, line) => sum + line.amount - line.reversed, 0);

const takeBack = (books: Books, earned: Line, from: readonly Line[], excess: number): void => {
  let left = excess;
  for (const line of from.filter(isUnpaid)) {
    const part = Math.min(left, worth(line));
    left -= part;
    line.reversed += part;
    if (part > 0 && line.reversed === line.amount) voidLine(line, 'refund');
    settlePlace(books, line);
  }
  if (left === 0 || from.some(({ place }) => place === 'processing')) return;
  const dueNow = { dueAt: books.now, approvedAt: books.now };
  addCorrection(books, earned, { kind: 'clawback', cause: 'refund', amount: -left, ...dueNow });
};

const giveBack = (books: Books, earned: Line, to: readonly Line[], missing: number): void => {
  let left = missing;
  for (const line of to.filter(isUnpaid)) {
    const part = Math.min(left, line.reversed);
    left -= part;
    line.reversed -= part;
  }
  if (left === 0 || to.some(({ place }) => place === 'processing')) return;
  const { dueAt, approvedAt, isHeld } = earned;
  addCorrection(books, earned, { kind: 'restore', cause: 'refund', amount: left, dueAt, approvedAt, isHeld });
};

/** What a payout let go of, or paid, is settled now if it could not be before. */
export const settleAfterPayout = (books: Books, lines: readonly Line[]): void => {
  for (const { sale: no } of lines) {
    const sale = no === null ? undefined : books.sales[no];
    if (sale) settle(books, sale);
  }
};
