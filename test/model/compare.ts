import { expect } from 'bun:test';
import type { Selectable } from 'kysely';
import type { Schema } from '../../src/database/schema.ts';
import { portion, sumOf } from './arithmetic.ts';
import { type Books, type Line, rootOf, type Sale, worth, worthOf } from './books.ts';
import { amountOf } from './payouts.ts';
import type { Shop } from './shop.ts';

/** Holds everything the product says about money against the books, line by line. */
export const compare = async (books: Books, shop: Shop): Promise<void> => {
  await compareLines(books, shop);
  await compareSales(books, shop);
  await comparePayouts(books, shop);
  await compareBalances(books, shop);
  assertOwed(books);
};

type Row = Selectable<Schema['commissions']>;

const compareLines = async (books: Books, shop: Shop): Promise<void> => {
  const { read } = shop.it.app;
  const rows = await read
    .selectFrom('commissions')
    .selectAll()
    .where('program_id', '=', shop.programId as never)
    .orderBy('seq')
    .execute();
  const byId = new Map(rows.map((row) => [row.id as string, row]));
  learnIds(books, shop, rows);
  const expected = books.lines.map((line) => ({
    no: line.no,
    state: line.place,
    reversed: line.reversed,
    payout: line.payout === null ? null : (shop.payoutIds[line.payout] ?? 'a new one'),
  }));
  const actual = shop.lineIds.map((id, no) => {
    const row = byId.get(id);
    return { no, state: row?.state, reversed: row?.reversed_minor, payout: row?.payout_id ?? null };
  });
  learnPayouts(books, shop, actual);
  for (const line of expected)
    if (line.payout === 'a new one') line.payout = newPayoutOf(books, shop, line.no);
  expect(actual as unknown).toEqual(expected);
};

/** Finds out which row is which new line of the books: it must be the very same. */
const learnIds = (books: Books, shop: Shop, rows: readonly Row[]): void => {
  const known = new Set(shop.lineIds);
  const unknown = rows.filter(({ id }) => !known.has(id));
  const missing = books.lines.slice(shop.lineIds.length);
  const left = [...unknown];
  for (const line of missing) {
    const index = left.findIndex((row) => describeRow(shop, row) === describeLine(line));
    if (index !== -1) shop.lineIds[line.no] = String(left.splice(index, 1)[0]?.id);
  }
  const found = missing.filter(({ no }) => shop.lineIds[no] !== undefined);
  expect({
    notInTheBooks: left.map((row) => describeRow(shop, row)),
    notInTheProduct: missing.filter((line) => !found.includes(line)).map(describeLine),
  }).toEqual({ notInTheBooks: [], notInTheProduct: [] });
};

const describeLine = (line: Line): string =>
  [
    ...[line.kind, `partner ${line.partner}`, `sale ${line.sale}`, line.product, line.currency, line.amount],
    ...[`of ${line.parent}`, `due ${line.dueAt}`, line.approvedAt === null ? 'unapproved' : 'approved'],
    line.place === 'voided' ? 'voided' : 'live',
  ].join(', ');

const describeRow = (shop: Shop, row: Row): string => {
  const sale = row.conversion_id === null ? null : shop.saleIds.indexOf(row.conversion_id);
  const parent =
    row.original_commission_id === null ? null : shop.lineIds.indexOf(row.original_commission_id);
  return [
    ...[
      row.kind,
      `partner ${shop.partnerIds.indexOf(row.partner_id)}`,
      `sale ${sale}`,
      row.line,
      row.currency,
    ],
    ...[row.amount_minor, `of ${parent}`, `due ${row.due_at}`],
    ...[row.approved_at === null ? 'unapproved' : 'approved', row.state === 'voided' ? 'voided' : 'live'],
  ].join(', ');
};

/** A new payout of the books is the one that the product has for its lines. */
const learnPayouts = (
  books: Books,
  shop: Shop,
  actual: readonly { readonly no: number; readonly payout: string | null }[],
): void => {
  for (const payout of books.payouts.slice(shop.payoutIds.length)) {
    const [first] = payout.items;
    shop.payoutIds[payout.no] = actual[first?.line.no ?? -1]?.payout ?? 'none';
  }
};

const newPayoutOf = (books: Books, shop: Shop, no: number): string =>
  shop.payoutIds[books.lines[no]?.payout ?? -1] ?? 'none';

const compareSales = async (books: Books, shop: Shop): Promise<void> => {
  const rows = await shop.it.app.read
    .selectFrom('conversions')
    .select(['id', 'partner_id', 'state', 'refunded_minor', 'refund_status'])
    .where('program_id', '=', shop.programId as never)
    .orderBy('seq')
    .execute();
  expect(rows as unknown).toEqual(
    books.sales.map((sale) => ({
      id: shop.saleIds[sale.no],
      partner_id: sale.partner === null ? null : shop.partnerIds[sale.partner],
      state: sale.state,
      refunded_minor: sale.refunded,
      refund_status: sale.refundStatus,
    })),
  );
};

const comparePayouts = async (books: Books, shop: Shop): Promise<void> => {
  const rows = await shop.it.app.read
    .selectFrom('payouts')
    .select(['id', 'partner_id', 'currency', 'amount_minor', 'item_count', 'state'])
    .where('program_id', '=', shop.programId as never)
    .execute();
  const byId = new Map(rows.map((row) => [row.id as string, row]));
  expect(rows.length).toBe(books.payouts.length);
  for (const payout of books.payouts) {
    const id = shop.payoutIds[payout.no] ?? '';
    expect(byId.get(id) as unknown).toEqual({
      ...{ id, partner_id: shop.partnerIds[payout.partner], currency: payout.currency },
      ...{ amount_minor: amountOf(payout), item_count: payout.items.length, state: payout.state },
    });
  }
};

const accounts = ['pending', 'held', 'due', 'processing', 'paid'] as const;

/** Through the API, as a merchant sees them. */
const compareBalances = async (books: Books, shop: Shop): Promise<void> => {
  for (const [partner, id] of shop.partnerIds.entries()) {
    const { body } = await shop.call('GET', `/api/v1/balances?partner_id=${id}`);
    for (const currency of ['USD', 'JPY']) {
      const own = books.lines.filter((line) => line.partner === partner && line.currency === currency);
      const told = body.data.find((balance) => balance.currency === currency);
      const sums = accounts.map((place) => worthOf(own.filter((line) => line.place === place)));
      expect(accounts.map((name) => Number(told?.[name] ?? 0))).toEqual(sums);
      expect(Number(told?.balance ?? 0)).toBe(sumOf(sums.slice(0, 4)));
    }
  }
};

/**
 * The books themselves: what is owed and was paid for a sale that no person changed is what its refunds leave, to the
 * partner whose it is; nothing when it is rejected, and nothing to anybody else.
 */
const assertOwed = (books: Books): void => {
  for (const sale of books.sales) {
    for (const partner of books.partners.keys()) assertOwedTo(books, sale, partner);
  }
};

const assertOwedTo = (books: Books, sale: Sale, partner: number): void => {
  const own = books.lines.filter(
    (line) => line.sale === sale.no && line.partner === partner && rootOf(books, line).kind === 'sale',
  );
  const isChanged = own.some((line) => line.cause === 'person' || line.voidedBy === 'person');
  if (isChanged || own.some(({ place }) => place === 'processing')) return;
  const isTheirs = sale.partner === partner && sale.state === 'qualified';
  const earned = own.filter(
    (line) =>
      line.kind === 'sale' &&
      line.voidedBy !== 'rejection' &&
      (line.place !== 'voided' || line.no >= sale.assignedAfter),
  );
  expect(earned.length).toBe(new Set(earned.map(({ product }) => product)).size);
  const left = earned.map((line) =>
    sale.charged === 0 ? line.amount : line.amount - portion(line.amount, sale.refunded, sale.charged),
  );
  expect(sumOf(own.map(worth))).toBe(isTheirs ? sumOf(left) : 0);
};
