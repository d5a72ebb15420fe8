import { expect } from 'bun:test';
import { assertBooksBalance } from '../support/books.ts';
import type { Shop } from './shop.ts';

/** What must be true of the stored money of one program at any time, whatever the books of the model say. */
export const assertInvariants = async (shop: Shop): Promise<void> => {
  await assertBooksBalance(shop.it, shop.partnerIds);
  const rows = await readMoney(shop);
  assertOneLiveEarning(rows);
  assertPayouts(rows);
  assertRefunds(rows);
};

type Money = Awaited<ReturnType<typeof readMoney>>;

const readMoney = async ({ it, programId }: Shop) => {
  const { read } = it.app;
  const own = programId as never;
  const payouts = await read.selectFrom('payouts').selectAll().where('program_id', '=', own).execute();
  const ids = payouts.map(({ id }) => id);
  return {
    commissions: await read.selectFrom('commissions').selectAll().where('program_id', '=', own).execute(),
    conversions: await read.selectFrom('conversions').selectAll().where('program_id', '=', own).execute(),
    payouts,
    items: await read.selectFrom('payout_items').selectAll().where('payout_id', 'in', ids).execute(),
  };
};

const assertOneLiveEarning = ({ commissions }: Money): void => {
  const live = commissions.filter(
    ({ kind, state }) => ['sale', 'signup'].includes(kind) && state !== 'voided',
  );
  const names = live.map((row) => `${row.conversion_id} ${row.partner_id} ${row.line}`);
  expect(names.length).toBe(new Set(names).size);
};

/** Paid, and being paid, means exactly one payout item that was not released; items sum to their payout. */
const assertPayouts = ({ commissions, payouts, items }: Money): void => {
  for (const payout of payouts) {
    const own = items.filter((item) => item.payout_id === payout.id);
    expect(own.reduce((sum, item) => sum + item.amount_minor, 0)).toBe(payout.amount_minor);
    expect(payout.amount_minor).toBeGreaterThan(0);
  }
  const kept = items.filter((item) => item.released_at === null).map((item) => item.commission_id);
  const taken = commissions.filter(({ state }) => state === 'paid' || state === 'processing');
  expect(kept.toSorted()).toEqual(taken.map(({ id }) => id).toSorted());
};

const assertRefunds = ({ commissions, conversions }: Money): void => {
  for (const { refunded_minor, amount_minor } of conversions) {
    expect(refunded_minor).toBeGreaterThanOrEqual(0);
    expect(refunded_minor).toBeLessThanOrEqual(amount_minor);
  }
  const ids = new Set(commissions.map(({ id }) => id));
  for (const row of commissions.filter(({ kind }) => kind === 'clawback' || kind === 'restore')) {
    expect(ids.has(row.original_commission_id as never)).toBe(true);
  }
};

/** How money may move in the ledger; whatever comes from nowhere is an earning or what corrects one. */
const legalMoves = [
  'pending held',
  'pending due',
  'held pending',
  'held due',
  'due processing',
  'due held',
  'processing paid',
  'processing due',
];
const changesInPlace = ['pending', 'held', 'due'].map((account) => [
  `expense ${account}`,
  `${account} expense`,
]);

/** That every move of money ever made was one of those. */
export const assertLegalMoves = async ({ it, partnerIds }: Shop): Promise<void> => {
  const entries = await it.app.read
    .selectFrom('ledger_entries')
    .select(['transaction_id', 'account', 'amount_minor', 'seq'])
    .where('partner_id', 'in', partnerIds as never)
    .orderBy('seq')
    .execute();
  const legal = new Set([...legalMoves, ...changesInPlace.flat()]);
  for (const pair of Map.groupBy(entries, (entry) => entry.transaction_id).values()) {
    expect(legal).toContain(pair.map(({ account }) => account).join(' '));
  }
};
