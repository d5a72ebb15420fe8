import { sumOf } from './arithmetic.ts';
import {
  addLine,
  type Batch,
  type Books,
  type Line,
  type Payout,
  settlePlace,
  worth,
  worthOf,
} from './books.ts';
import { settleAfterPayout } from './refunds.ts';

/** @param minimum in cents, in place of the program's threshold */
export const draft = (books: Books, minimum: number | null): void => {
  books.batches.push({ cutOffAt: books.now, minimum, state: 'draft' });
};

/** Everybody gets what is due to them, less what they owe, unless it is too little. */
export const approveBatch = (books: Books, batch: Batch): boolean => {
  if (batch.state !== 'draft') return false;
  batch.state = 'approved';
  for (const partner of books.partners.keys()) {
    for (const currency of ['JPY', 'USD']) schedule(books, batch, partner, currency);
  }
  return true;
};

export const cancelBatch = (_books: Books, batch: Batch): boolean => {
  if (batch.state !== 'draft') return false;
  batch.state = 'canceled';
  return true;
};

const schedule = (books: Books, batch: Batch, partner: number, currency: string): void => {
  const state = books.partners[partner]?.state;
  const due = books.lines.filter(
    (line) => line.partner === partner && line.currency === currency && isPayable(line, batch),
  );
  const sum = worthOf(due);
  const least = currency === 'USD' ? (batch.minimum ?? books.terms.threshold) : 0;
  if (state === 'suspended' || sum <= 0 || (state === 'approved' && sum < least)) return;
  const payout: Payout = {
    ...{ no: books.payouts.length, batch: books.batches.indexOf(batch), partner, currency },
    items: due.map((line) => ({ line, amount: worth(line) })),
    state: 'scheduled',
  };
  books.payouts.push(payout);
  for (const line of due) Object.assign(line, { place: 'processing', payout: payout.no });
};

/** What is owed to us counts whenever it arose; what is owed to the partner, when it was due by the cut-off. */
const isPayable = (line: Line, { cutOffAt }: Batch): boolean => {
  if (line.place !== 'due') return false;
  return (
    worth(line) < 0 || (line.dueAt <= cutOffAt && line.approvedAt !== null && line.approvedAt <= cutOffAt)
  );
};

export const payoutMoves = [
  'submission',
  'completion',
  'failure',
  'retry',
  'cancellation',
  'reversal',
] as const;
export type PayoutMove = (typeof payoutMoves)[number];

/** Answers whether the move may be made. */
export const movePayout = (books: Books, payout: Payout, move: PayoutMove): boolean => {
  const isFrozen = books.partners[payout.partner]?.state === 'suspended';
  const from = payout.state;
  switch (move) {
    case 'submission':
      return from === 'scheduled' && !isFrozen && enter(payout, 'processing');
    case 'completion':
      return (from === 'processing' || (from === 'scheduled' && !isFrozen)) && complete(books, payout);
    case 'failure':
      return from === 'processing' && enter(payout, 'failed');
    case 'retry':
      return from === 'failed' && enter(payout, 'scheduled');
    case 'cancellation':
      return (from === 'scheduled' || from === 'failed') && cancel(books, payout);
    case 'reversal':
      return from === 'completed' && reverse(books, payout);
  }
};

const enter = (payout: Payout, state: Payout['state']): true => {
  payout.state = state;
  return true;
};

const complete = (books: Books, payout: Payout): true => {
  for (const { line } of payout.items) line.place = 'paid';
  settleAfterPayout(
    books,
    payout.items.map(({ line }) => line),
  );
  return enter(payout, 'completed');
};

const cancel = (books: Books, payout: Payout): true => {
  for (const { line } of payout.items) {
    Object.assign(line, { place: 'due', payout: null });
    settlePlace(books, line);
  }
  settleAfterPayout(
    books,
    payout.items.map(({ line }) => line),
  );
  return enter(payout, 'canceled');
};

/** The money came back: each line is owed once more. */
const reverse = (books: Books, payout: Payout): true => {
  for (const { line, amount } of payout.items) {
    if (amount === 0) continue;
    const { partner, currency, no: parent, product } = line;
    addLine(books, {
      ...{ kind: 'restore', cause: 'payout', partner, currency, product, amount, parent },
      ...{ dueAt: books.now, approvedAt: books.now },
    });
  }
  return enter(payout, 'reversed');
};

/** Pays whatever of a batch is not frozen. Answers whether there is anything. */
export const completeBatch = (books: Books, batch: Batch): boolean => {
  const no = books.batches.indexOf(batch);
  const open = books.payouts.filter(
    (payout) => payout.batch === no && ['scheduled', 'processing'].includes(payout.state),
  );
  if (batch.state !== 'approved' || open.length === 0) return false;
  for (const payout of open) movePayout(books, payout, 'completion');
  return true;
};

export const amountOf = (payout: Payout): number => sumOf(payout.items.map(({ amount }) => amount));
