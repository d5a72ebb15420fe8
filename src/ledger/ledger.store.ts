import { type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import type { Currency } from '../core/currencies.ts';
import type { PartnerId, ProgramId } from '../core/ids.ts';
import { insertRows } from '../database/insert-rows.ts';
import type { Schema } from '../database/schema.ts';
import { command } from '../database/statement.ts';
import type { Db, Tx, Work } from '../database/work.ts';
import {
  type Balance,
  type LedgerAccount,
  type Movement,
  type PartnerAccount,
  partnerAccounts,
  unpaid,
  unpaidAccounts,
} from './ledger.ts';

/** Appends both sides of every movement, all in one insert. */
export const insertEntries = async (work: Work, movements: readonly Movement[]): Promise<void> => {
  const actor = `${work.actor.kind}:${work.actor.id}`;
  await insertRows(
    work.tx,
    'ledger_entries',
    movements.flatMap((movement) => {
      const transactionId = work.ids.mint('ltx');
      const side = (account: LedgerAccount, amountMinor: number) => ({
        id: work.ids.mint('led'),
        transaction_id: transactionId,
        program_id: movement.programId,
        partner_id: movement.partnerId,
        commission_id: movement.commissionId,
        account,
        currency: movement.amount.currency,
        amount_minor: amountMinor,
        reason: movement.reason,
        actor,
        request_id: work.requestId,
        created_at: work.now,
      });
      return [side(movement.from, -movement.amount.minor), side(movement.to, movement.amount.minor)];
    }),
  );
};

export type BalanceChange = Readonly<Record<PartnerAccount, number>> & {
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  readonly currency: Currency;
};

/**
 * Adds signed minor units to a partner's cached balance, making the row when it is the first. The same statement
 * looks at what would come of it: a balance beyond what a number of JavaScript holds exactly is never stored.
 *
 * @returns false when an account, or what is unpaid together, would be beyond that; nothing was changed then
 */
export const changeBalance = async (tx: Tx, change: BalanceChange): Promise<boolean> =>
  isExact(change) && (await upsertBalance(tx, change)) === 1;

/** Enough for a first balance; in one that is there already, the statement adds with 64 bits. */
const isExact = (change: BalanceChange): boolean =>
  [...partnerAccounts.map((account) => change[account]), unpaid(change)].every(Number.isSafeInteger);

const upsertBalance = command<BalanceChange>((db, arg) =>
  db
    .insertInto('balances')
    .values({
      partner_id: arg('partnerId'),
      currency: arg('currency'),
      program_id: arg('programId'),
      pending_minor: arg('pending'),
      held_minor: arg('held'),
      due_minor: arg('due'),
      processing_minor: arg('processing'),
      paid_minor: arg('paid'),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['partner_id', 'currency'])
        .doUpdateSet((row) => ({
          pending_minor: row('balances.pending_minor', '+', row.ref('excluded.pending_minor')),
          held_minor: row('balances.held_minor', '+', row.ref('excluded.held_minor')),
          due_minor: row('balances.due_minor', '+', row.ref('excluded.due_minor')),
          processing_minor: row('balances.processing_minor', '+', row.ref('excluded.processing_minor')),
          paid_minor: row('balances.paid_minor', '+', row.ref('excluded.paid_minor')),
        }))
        .where(staysExact),
    ),
);

const after = (account: PartnerAccount) =>
  sql`${sql.ref(`balances.${account}_minor`)} + ${sql.ref(`excluded.${account}_minor`)}`;

const isSafe = (amount: RawBuilder<unknown>) =>
  sql<SqlBool>`${amount} between ${sql.lit(Number.MIN_SAFE_INTEGER)} and ${sql.lit(Number.MAX_SAFE_INTEGER)}`;

const staysExact = sql<SqlBool>`${sql.join(
  [...partnerAccounts.map(after), sql.join(unpaidAccounts.map(after), sql` + `)].map(isSafe),
  sql` and `,
)}`;

/** A partner's balances, one per currency, in the order of the currency code. */
export const findBalances = async (db: Db, partnerId: PartnerId): Promise<Balance[]> => {
  const rows = await db
    .selectFrom('balances')
    .selectAll()
    .where('partner_id', '=', partnerId)
    .orderBy('currency')
    .execute();
  return rows.map(toBalance);
};

/** The balances of several partners, for lists of them: one query for a page. */
export const findBalancesOf = async (db: Db, partnerIds: readonly PartnerId[]): Promise<Balance[]> => {
  if (partnerIds.length === 0) return [];
  const rows = await db
    .selectFrom('balances')
    .selectAll()
    .where('partner_id', 'in', [...new Set(partnerIds)])
    .orderBy('partner_id')
    .orderBy('currency')
    .execute();
  return rows.map(toBalance);
};

export const toBalance = (row: Selectable<Schema['balances']>): Balance => ({
  programId: row.program_id,
  partnerId: row.partner_id,
  currency: row.currency as Currency,
  pending: row.pending_minor,
  held: row.held_minor,
  due: row.due_minor,
  processing: row.processing_minor,
  paid: row.paid_minor,
});

export const noChange: Readonly<Record<PartnerAccount, number>> = Object.fromEntries(
  partnerAccounts.map((account) => [account, 0]),
) as Record<PartnerAccount, number>;
