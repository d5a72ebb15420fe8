import type { Currency } from '../core/currencies.ts';
import type { ProgramId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import { nextTurn } from '../database/look-back.ts';
import { rowsPerSieve, sift } from '../database/sift.ts';
import type { Db } from '../database/work.ts';
import { type BalanceSum, withBalance } from './balance-sum.ts';
import { toBalance } from './ledger.store.ts';
import { type Balance, unpaid } from './ledger.ts';

export interface BalanceFilter {
  readonly programId?: ProgramId | undefined;
  readonly currency?: Currency | undefined;
  /** Only those of partners who owe, or only the others. */
  readonly isNegative?: boolean | undefined;
  /** Only what has more than this due, in minor units of its own currency. */
  readonly dueAbove?: number | undefined;
}

interface BalancePage {
  readonly limit: number;
  /** Where the last page ended: `placeOf` its last balance. */
  readonly after?: number | undefined;
}

/** Those of the newest partners first; one more than the page when there are more. */
export const listBalances = async (db: Db, filter: BalanceFilter, page: BalancePage): Promise<Balance[]> => {
  const start = page.after === undefined ? undefined : await findPlace(db, page.after);
  if (start === 'the end') return [];
  const keeps = (balance: Balance) => fitsBalance(filter, balance);
  const wanted = page.limit + 1;
  const rowsAtOnce = isSifted(filter) ? rowsPerSieve : wanted;
  return sift<Balance>({ wanted, keeps }, (last) =>
    readBalances(db, filter.programId, last ?? start, rowsAtOnce),
  );
};

/** Whether an index leads to no more than what is wanted: then no other row is looked at. */
const isSifted = ({ currency, isNegative, dueAbove }: BalanceFilter): boolean =>
  currency !== undefined || isNegative !== undefined || dueAbove !== undefined;

/** What everybody is owed and was paid, by currency; others have their turn between two reads. */
export const sumBalances = async (db: Db, programId: ProgramId | undefined): Promise<BalanceSum[]> => {
  const sums = new Map<Currency, BalanceSum>();
  for (let last: Balance | undefined; ; ) {
    const balances = await readBalances(db, programId, last, rowsPerSieve);
    for (const balance of balances)
      sums.set(balance.currency, withBalance(sums.get(balance.currency), balance));
    last = balances.at(-1);
    if (balances.length < rowsPerSieve) break;
    await nextTurn();
  }
  return [...sums.values()].sort((left, right) => (left.currency < right.currency ? -1 : 1));
};

/** In the order of a key that never changes. */
const readBalances = async (
  db: Db,
  programId: ProgramId | undefined,
  after: Place | undefined,
  limit: number,
): Promise<Balance[]> => {
  let query = db.selectFrom('balances').selectAll();
  if (programId) query = query.where('program_id', '=', programId);
  if (after) {
    query = query.where((row) =>
      row(row.refTuple('partner_id', 'currency'), '<', row.tuple(after.partnerId, after.currency)),
    );
  }
  const rows = await query
    .orderBy('partner_id', 'desc')
    .orderBy('currency', 'desc')
    .limit(literal(limit))
    .execute();
  return rows.map(toBalance);
};

export const fitsBalance = (
  { programId, currency, isNegative, dueAbove }: BalanceFilter,
  balance: Balance,
): boolean =>
  (programId === undefined || balance.programId === programId) &&
  (currency === undefined || balance.currency === currency) &&
  (isNegative === undefined || unpaid(balance) < 0 === isNegative) &&
  (dueAbove === undefined || balance.due > dueAbove);

type Place = Pick<Balance, 'partnerId' | 'currency'>;

/** Letters of a currency code, and how many codes of three there could be. */
const letters = 26;
const codes = letters ** 3;
const firstLetter = 'A'.charCodeAt(0);

/**
 * A balance has no `seq` of its own, but its partner has, and neither that nor the currency ever changes: together
 * they are a number that cursors can run over.
 */
export const placeOf = async (db: Db, { partnerId, currency }: Place): Promise<number> => {
  const row = await db
    .selectFrom('partners')
    .select('seq')
    .where('id', '=', partnerId)
    .executeTakeFirstOrThrow();
  const code = [...currency].reduce((sum, letter) => sum * letters + letter.charCodeAt(0) - firstLetter, 0);
  return row.seq * codes + code;
};

const findPlace = async (db: Db, place: number): Promise<Place | 'the end'> => {
  const row = await db
    .selectFrom('partners')
    .select('id')
    .where('seq', '<=', Math.floor(place / codes))
    .orderBy('seq', 'desc')
    .limit(literal(1))
    .executeTakeFirst();
  return row ? { partnerId: row.id, currency: currencyOf(place % codes) } : 'the end';
};

const currencyOf = (code: number): Currency => {
  const digits = [Math.floor(code / letters ** 2), Math.floor(code / letters) % letters, code % letters];
  return String.fromCharCode(...digits.map((digit) => firstLetter + digit)) as Currency;
};
