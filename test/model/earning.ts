import { mostYen, portion, split, toCents, toYen } from './arithmetic.ts';
import { addLine, type Books, capUse, dayMs, type Line, monthOf, type Sale } from './books.ts';
import type { Pay } from './terms.ts';

/**
 * What a sale earns its partner, line by line, by the rules that held when it came.
 *
 * @param paid products that the partner was paid for before, when the sale was theirs once already
 */
export const earn = (books: Books, sale: Sale, paid: ReadonlySet<string> = new Set()): void => {
  const { partner } = sale;
  if (partner === null) return;
  const month = books.terms.monthlyCap === null ? null : monthOf(sale.at);
  const earned: { product: string; currency: string; amount: number }[] = [];
  let used = month === null ? 0 : capUse(books, partner, month);
  for (const part of partsOf(books, sale).filter(({ product }) => !paid.has(product))) {
    const { amount, hasReason } = amountOf(books, sale, part, used);
    if (amount === 0 && !hasReason) continue;
    used += part.currency === 'JPY' ? toCents(amount) : amount;
    earned.push({ product: part.product, currency: part.currency, amount });
  }
  for (const line of earned) {
    addLine(books, {
      ...line,
      ...{
        kind: sale.isSignup ? 'signup' : 'sale',
        cause: 'earned',
        partner,
        sale: sale.no,
        capMonth: month,
      },
      dueAt: Math.max(sale.at + books.terms.holdDays * dayMs, books.now),
      approvedAt: books.terms.approval === 'auto' ? books.now : null,
    });
  }
};

/** What one rule pays for. */
interface Part {
  readonly product: string;
  readonly pay: Pay;
  readonly base: number;
  readonly currency: string;
  /** A cap of the rule itself, in cents. */
  readonly cap: number | null;
  readonly hasRate: boolean;
}

const partsOf = (books: Books, sale: Sale): Part[] => {
  const { terms } = books;
  if (sale.isSignup) {
    if (terms.signup === null) return [];
    const pay = { cents: terms.signup };
    return [{ product: '', pay, base: 0, currency: 'USD', cap: null, hasRate: true }];
  }
  const isConverted = sale.currency === 'JPY' && terms.yen === 'converted';
  const base = isConverted ? toCents(sale.base) : sale.base;
  const currency = isConverted ? 'USD' : sale.currency;
  const hasRate = sale.currency === 'USD' || terms.yen === 'rate' || terms.yen === 'converted';
  const bases = basesOf(books, sale, base);
  return [...bases].flatMap(([product, part]) => {
    const isOwn = product === 'extra' && terms.extra !== null;
    if (!isOwn && !stillPays(books, sale)) return [];
    const pay = isOwn && terms.extra !== null ? terms.extra : purchasePay(books, sale);
    return [{ product, pay, base: part, currency, cap: isOwn ? null : terms.ruleCap, hasRate }];
  });
};

/** By the version of when it came; what is decided at once, by the last one whatever the clock says. */
const purchasePay = ({ purchaseRule, terms, now }: Books, { receivedAt: at }: Sale): Pay => {
  const then = purchaseRule.findLast(({ from, until }) => from <= at && at < until);
  return (at === now ? purchaseRule.at(-1) : then)?.pay ?? terms.purchase;
};

/** The base of each line: one of its own for a product that has a rule, everything else together. */
const basesOf = (books: Books, sale: Sale, base: number): Map<string, number> => {
  if (!sale.items.some(({ amount }) => amount > 0)) return new Map([['', base]]);
  const bases = new Map<string, number>();
  const shares = split(
    base,
    sale.items.map(({ amount }) => amount),
  );
  for (const [index, { product }] of sale.items.entries()) {
    const line = product === 'extra' && books.terms.extra !== null ? 'extra' : '';
    bases.set(line, (bases.get(line) ?? 0) + (shares[index] ?? 0));
  }
  return bases;
};

const stillPays = (books: Books, { customer, partner }: Sale): boolean => {
  const { maxCount } = books.terms;
  if (maxCount === null || customer === null) return true;
  const paid = books.lines.filter(
    (line) =>
      line.kind === 'sale' &&
      line.product === '' &&
      line.place !== 'voided' &&
      line.partner === partner &&
      customerOf(books, line) === customer,
  );
  return paid.length < maxCount;
};

const customerOf = (books: Books, { sale }: Line): number | null =>
  sale === null ? null : (books.sales[sale]?.customer ?? null);

/** @param used of the month's cap, in cents */
const amountOf = (
  books: Books,
  sale: Sale,
  part: Part,
  used: number,
): { readonly amount: number; readonly hasReason: boolean } => {
  const { monthlyCap } = books.terms;
  const nothing = { amount: 0, hasReason: true };
  if (hasStopped(books, sale, part)) return nothing;
  if (sale.currency === 'JPY' && books.terms.yen === 'converted_without_rate') return nothing;
  const isForeign = part.currency === 'JPY';
  const needsRate = isForeign && ('cents' in part.pay || part.cap !== null || monthlyCap !== null);
  if (needsRate && !part.hasRate) return nothing;
  const limits = [part.cap, monthlyCap === null ? null : Math.max(0, monthlyCap - used)]
    .filter((limit) => limit !== null)
    .map((limit) => (isForeign ? mostYen(limit) : limit));
  const full =
    'cents' in part.pay ? flat(part.pay.cents, isForeign) : portion(part.base, part.pay.points, 10_000);
  const amount = Math.min(full, ...limits);
  return { amount, hasReason: amount < full };
};

const flat = (cents: number, isForeign: boolean): number => (isForeign ? toYen(cents) : cents);

/** A customer who canceled earns nobody renewals: what is no first purchase, by a rule that pays more than once. */
const hasStopped = (books: Books, sale: Sale, { product }: Part): boolean => {
  const customer = sale.customer === null ? undefined : books.customers[sale.customer];
  if (sale.isSignup || !customer || customer.stoppedAt === null || sale.at < customer.stoppedAt) return false;
  if (!sale.isReferred) return false;
  const paysOnce = product === '' && books.terms.maxCount === 1;
  return !paysOnce && hasBought(books, sale);
};

const hasBought = (books: Books, { customer, no }: Sale): boolean =>
  books.sales.some(
    (other) =>
      other.customer === customer && other.no !== no && !other.isSignup && other.state === 'qualified',
  );
