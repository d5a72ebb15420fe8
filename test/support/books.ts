import { expect } from 'bun:test';
import { presentAmountMinor } from '../../src/commissions/commission.ts';
import type { PartnerId } from '../../src/core/ids.ts';
import type { Db } from '../../src/database/work.ts';
import { partnerAccounts } from '../../src/ledger/ledger.ts';

/**
 * Holds the money of a whole application against itself: every transaction of the ledger sums to zero in each
 * currency, every cached balance equals its entries, and what each commission is worth today stands in the account
 * of its state, commission by commission.
 *
 * @param partnerIds of these partners alone, where the application has many
 */
export const assertBooksBalance = async (
  { app }: { readonly app: { readonly read: Db } },
  partnerIds?: readonly string[],
): Promise<void> => {
  const { entries, balances, commissions } = await readBooks(app.read, partnerIds);

  const transactions = new Sums();
  const byAccount = new Sums();
  const byCommission = new Sums();
  for (const entry of entries) {
    transactions.add(`${entry.transaction_id} ${entry.currency}`, entry.amount_minor);
    if (entry.account === 'expense') continue;
    byAccount.add(`${entry.partner_id} ${entry.currency} ${entry.account}`, entry.amount_minor);
    byCommission.add(`${entry.commission_id} ${entry.account} ${entry.currency}`, entry.amount_minor);
  }
  expect(transactions.unlessZero()).toEqual({});

  const cached = new Sums();
  for (const row of balances) {
    for (const account of partnerAccounts) {
      cached.add(`${row.partner_id} ${row.currency} ${account}`, row[`${account}_minor`]);
    }
  }
  expect(cached.unlessZero()).toEqual(byAccount.unlessZero());

  const owed = new Sums();
  const owedByAccount = new Sums();
  for (const row of commissions) {
    const minor = presentAmountMinor({
      original: { minor: row.amount_minor, currency: row.currency } as never,
      reversedMinor: row.reversed_minor,
      state: row.state as never,
    });
    owed.add(`${row.id} ${row.state} ${row.currency}`, minor);
    owedByAccount.add(`${row.partner_id} ${row.currency} ${row.state}`, minor);
  }
  expect(byCommission.unlessZero()).toEqual(owed.unlessZero());
  expect(cached.unlessZero()).toEqual(owedByAccount.unlessZero());
};

const readBooks = async (read: Db, partnerIds: readonly string[] | undefined) => {
  let entries = read.selectFrom('ledger_entries').selectAll().orderBy('seq');
  let balances = read.selectFrom('balances').selectAll();
  let commissions = read.selectFrom('commissions').selectAll().orderBy('seq');
  if (partnerIds !== undefined) {
    const ids = partnerIds as readonly PartnerId[];
    entries = entries.where('partner_id', 'in', ids);
    balances = balances.where('partner_id', 'in', ids);
    commissions = commissions.where('partner_id', 'in', ids);
  }
  return {
    entries: await entries.execute(),
    balances: await balances.execute(),
    commissions: await commissions.execute(),
  };
};

/** Minor units by name; a name whose sum is zero is as good as none. */
class Sums {
  private readonly sums = new Map<string, number>();

  add(name: string, minor: number): void {
    this.sums.set(name, (this.sums.get(name) ?? 0) + minor);
  }

  unlessZero(): Record<string, number> {
    return Object.fromEntries([...this.sums].filter(([, minor]) => minor !== 0).sort());
  }
}
