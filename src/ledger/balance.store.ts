import type { Currency } from '../core/currencies.ts';
import type { ProgramId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import { rowsPerSieve, sift } from '../database/sift.ts';
import type { Db } from '../database/work.ts';
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
  return sift<Balance>({ wanted: page.limit + 1, keeps }, async (last) => {
    const place = last ?? start;
    let query = db.selectFrom('balances').selectAll();
    if (filter.programId) query = query.where('program_id', '=', filter.programId);
    if (place) {
      query = query.where((row) =>
        row(row.refTuple('partner_id', 'currency'), '<', row.tuple(place.partnerId, place.currency)),
      );
    }
    const rows = await query
      .orderBy('partner_id', 'desc')
      .orderBy('currency', 'desc')
      .limit(literal(rowsPerSieve))
      .execute();
    return rows.map(toBalance);
  });
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
