import { type Kysely, sql } from 'kysely';
import { columnTypes, createKeyedTable, createSequencedTable } from '../src/database/columns.ts';

/** What partners earn, and the double entry behind every movement of it. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);

  await createSequencedTable(db, 'commissions')
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('partner_id', text, (c) => c.notNull())
    .addColumn('conversion_id', text)
    .addColumn('referral_id', text)
    .addColumn('customer_id', text)
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('line', text, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('currency', text, (c) => c.notNull())
    .addColumn('base_minor', integer, (c) => c.notNull())
    .addColumn('amount_minor', integer, (c) => c.notNull())
    .addColumn('reversed_minor', integer, (c) => c.notNull())
    .addColumn('rule_id', text)
    .addColumn('rule_version', integer)
    .addColumn('rule_kind', text)
    .addColumn('basis_points', integer)
    .addColumn('tier_id', text)
    .addColumn('exchange_rate_id', text)
    .addColumn('cap_uses_json', text)
    .addColumn('rejection', text)
    .addColumn('due_at', integer, (c) => c.notNull())
    .addColumn('approved_at', integer)
    .addColumn('hold_reasons_json', text, (c) => c.notNull())
    .addColumn('payout_id', text)
    .addColumn('paid_at', integer)
    .addColumn('voided_at', integer)
    .addColumn('original_commission_id', text)
    .addColumn('refund_id', text, (c) => c.notNull())
    .addColumn('reason', text)
    .addColumn('note', text)
    .addColumn('conversion_type', text)
    .addColumn('order_id', text)
    .addColumn('occurred_at', integer, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('request_id', text, (c) => c.notNull())
    .addColumn('row_version', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addUniqueConstraint('commissions_id', ['id', 'program_id'])
    .addForeignKeyConstraint('commissions_partner', ['partner_id', 'program_id'], 'partners', [
      'id',
      'program_id',
    ])
    .addForeignKeyConstraint('commissions_conversion', ['conversion_id', 'program_id'], 'conversions', [
      'id',
      'program_id',
    ])
    .execute();
  // One live earning per line of a conversion, whatever happens at the same instant.
  await db.schema
    .createIndex('commissions_live')
    .unique()
    .on('commissions')
    .columns(['conversion_id', 'line', 'partner_id', 'kind', 'refund_id'])
    // One correction of a commission for each reason; what people decide, they may decide more than once.
    .expression(
      sql`case
        when kind in ('adjustment', 'bonus') then id
        when kind in ('clawback', 'restore') then original_commission_id || ' ' || coalesce(reason, '')
        else '' end`,
    )
    .where(sql.ref('state'), '<>', 'voided')
    .execute();
  // The rest of what a conversion ever had: together with the live ones, all of it.
  await db.schema
    .createIndex('commissions_voided')
    .on('commissions')
    .columns(['conversion_id', 'seq'])
    .where(sql.ref('state'), '=', 'voided')
    .execute();
  await db.schema
    .createIndex('commissions_correcting')
    .on('commissions')
    .columns(['original_commission_id', 'seq'])
    .where(sql.ref('original_commission_id'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('commissions_by_partner')
    .on('commissions')
    .columns(['partner_id', 'seq'])
    .execute();
  await db.schema
    .createIndex('commissions_waiting')
    .on('commissions')
    .columns(['due_at', 'seq'])
    .where(sql.ref('state'), '=', 'pending')
    .where(sql.ref('approved_at'), 'is not', null)
    .execute();
  // Empty where nobody approves by hand.
  await db.schema
    .createIndex('commissions_unapproved')
    .on('commissions')
    .columns(['program_id', 'seq', 'state', 'approved_at', 'currency', 'amount_minor', 'reversed_minor'])
    .where(sql.ref('state'), '=', 'pending')
    .where(sql.ref('approved_at'), 'is', null)
    .execute();
  // What is not at its end yet, by state: listed and counted from here.
  await db.schema
    .createIndex('commissions_open')
    .on('commissions')
    .columns(['program_id', 'state', 'seq', 'currency'])
    .where(sql.ref('state'), '<>', 'paid')
    .where(sql.ref('state'), '<>', 'voided')
    .execute();

  await createSequencedTable(db, 'ledger_entries')
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('transaction_id', text, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('partner_id', text, (c) => c.notNull())
    .addColumn('commission_id', text)
    .addColumn('account', text, (c) => c.notNull())
    .addColumn('currency', text, (c) => c.notNull())
    .addColumn('amount_minor', integer, (c) => c.notNull())
    .addColumn('reason', text, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('request_id', text, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addForeignKeyConstraint('ledger_entries_partner', ['partner_id', 'program_id'], 'partners', [
      'id',
      'program_id',
    ])
    .execute();
  await db.schema
    .createIndex('ledger_entries_by_partner')
    .on('ledger_entries')
    .columns(['partner_id', 'currency', 'seq'])
    .execute();
  // What holds a commission against the ledger, and shows where its money went.
  await db.schema
    .createIndex('ledger_entries_by_commission')
    .on('ledger_entries')
    .columns(['commission_id', 'seq'])
    .execute();

  await createKeyedTable(db, 'balances')
    .addColumn('partner_id', text, (c) => c.notNull())
    .addColumn('currency', text, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('pending_minor', integer, (c) => c.notNull())
    .addColumn('held_minor', integer, (c) => c.notNull())
    .addColumn('due_minor', integer, (c) => c.notNull())
    .addColumn('processing_minor', integer, (c) => c.notNull())
    .addColumn('paid_minor', integer, (c) => c.notNull())
    .addColumn('threshold_reached_at', integer)
    .addPrimaryKeyConstraint('balances_key', ['partner_id', 'currency'])
    .addForeignKeyConstraint('balances_partner', ['partner_id', 'program_id'], 'partners', [
      'id',
      'program_id',
    ])
    .execute();
  // Made once a partner and currency: what changes about a balance is not in it.
  await db.schema
    .createIndex('balances_by_program')
    .on('balances')
    .columns(['program_id', 'partner_id', 'currency'])
    .execute();
};
