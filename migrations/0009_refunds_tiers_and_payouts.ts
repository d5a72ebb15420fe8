import { type Kysely, sql } from 'kysely';
import { columnTypes, createKeyedTable, createSequencedTable } from '../src/database/columns.ts';

/** What happens to money after it was earned, and what decides how much is. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await createRefunds(db);
  await createGroupsAndTiers(db);
  await createLimitsAndRates(db);
  await createPayouts(db);
  await createImports(db);
};

const createRefunds = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);
  await createSequencedTable(db, 'refunds')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('program_id', text, (c) => c.notNull().references('programs.id'))
    .addColumn('conversion_id', text)
    .addColumn('order_reference', text)
    .addColumn('refund_id', text, (c) => c.notNull())
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('amount_minor', integer)
    .addColumn('currency', text)
    .addColumn('applied_minor', integer, (c) => c.notNull())
    .addColumn('reason', text)
    .addColumn('body_json', text, (c) => c.notNull())
    .addColumn('idempotency_key', text)
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('request_id', text, (c) => c.notNull())
    .addColumn('occurred_at', integer, (c) => c.notNull())
    .addColumn('received_at', integer, (c) => c.notNull())
    .addColumn('applied_at', integer)
    .addUniqueConstraint('refunds_key', ['program_id', 'refund_id', 'kind'])
    .execute();
  await db.schema
    .createIndex('refunds_by_conversion')
    .on('refunds')
    .columns(['conversion_id', 'seq'])
    .where(sql.ref('conversion_id'), 'is not', null)
    .execute();
  await db.schema.createIndex('refunds_by_program').on('refunds').columns(['program_id', 'seq']).execute();
  await db.schema
    .createIndex('refunds_by_order')
    .on('refunds')
    .columns(['order_reference', 'seq'])
    .where(sql.ref('order_reference'), 'is not', null)
    .execute();
  // The names of orders for which a refund waits that came before its sale.
  await createKeyedTable(db, 'parked_refunds')
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('reference', text, (c) => c.notNull())
    .addColumn('refund_id', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('parked_refunds_key', ['program_id', 'reference', 'refund_id'])
    .execute();
};

const createGroupsAndTiers = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);
  await createSequencedTable(db, 'groups')
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull().references('programs.id'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('tier_metric', text, (c) => c.notNull())
    .addColumn('tier_window', text, (c) => c.notNull())
    .addColumn('tier_days', integer)
    .addColumn('review_seq', integer)
    .addColumn('row_version', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addColumn('archived_at', integer)
    .addUniqueConstraint('groups_id', ['id', 'program_id'])
    .execute();
  await createSequencedTable(db, 'tiers')
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('group_id', text, (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('threshold', integer, (c) => c.notNull())
    .addColumn('row_version', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addColumn('archived_at', integer)
    .addUniqueConstraint('tiers_id', ['id', 'program_id'])
    .addForeignKeyConstraint('tiers_group', ['group_id', 'program_id'], 'groups', ['id', 'program_id'])
    .execute();
  await db.schema.createIndex('tiers_by_group').on('tiers').columns(['group_id', 'threshold']).execute();
  // Qualified volume net of refunds, by the day of the sale in the program's time zone.
  await createKeyedTable(db, 'partner_days')
    .addColumn('partner_id', text, (c) => c.notNull())
    .addColumn('day', text, (c) => c.notNull())
    .addColumn('currency', text, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('conversions', integer, (c) => c.notNull())
    .addColumn('volume_minor', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('partner_days_key', ['partner_id', 'day', 'currency'])
    .execute();
};

const createLimitsAndRates = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);
  // How much of a cap its period has used: by customer, by partner, by program.
  await createKeyedTable(db, 'cap_uses')
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('cap', text, (c) => c.notNull())
    .addColumn('subject', text, (c) => c.notNull())
    .addColumn('period', text, (c) => c.notNull())
    .addColumn('used_minor', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('cap_uses_key', ['program_id', 'cap', 'subject', 'period'])
    .execute();
  await createSequencedTable(db, 'exchange_rates')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('program_id', text, (c) => c.references('programs.id'))
    .addColumn('from_currency', text, (c) => c.notNull())
    .addColumn('to_currency', text, (c) => c.notNull())
    .addColumn('rate_scaled', integer, (c) => c.notNull())
    .addColumn('source', text, (c) => c.notNull())
    .addColumn('valid_from', integer, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('request_id', text, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('exchange_rates_by_pair')
    .on('exchange_rates')
    .columns(['from_currency', 'to_currency', 'program_id', 'valid_from'])
    .execute();
};

const createPayouts = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);
  await createSequencedTable(db, 'payout_batches')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('program_id', text, (c) => c.notNull().references('programs.id'))
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('method', text, (c) => c.notNull())
    .addColumn('cut_off_at', integer, (c) => c.notNull())
    .addColumn('selection_json', text, (c) => c.notNull())
    .addColumn('drafted_json', text, (c) => c.notNull())
    .addColumn('step_json', text)
    .addColumn('approvals_json', text, (c) => c.notNull())
    .addColumn('approvals_needed', integer, (c) => c.notNull())
    .addColumn('note', text)
    .addColumn('idempotency_key', text)
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('request_id', text, (c) => c.notNull())
    .addColumn('row_version', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addColumn('approved_at', integer)
    .execute();
  await db.schema
    .createIndex('payout_batches_by_program')
    .on('payout_batches')
    .columns(['program_id', 'seq'])
    .execute();
  // What is still to be done of an approved batch, however many payouts it has.
  await db.schema
    .createIndex('payout_batches_under_way')
    .on('payout_batches')
    .column('seq')
    .where(sql.ref('step_json'), 'is not', null)
    .execute();
  // What can be paid, partner by partner, with all that its sums need.
  await db.schema
    .createIndex('commissions_due')
    .on('commissions')
    .columns([
      'program_id',
      'partner_id',
      'currency',
      'due_at',
      'seq',
      'approved_at',
      'amount_minor',
      'reversed_minor',
    ])
    .where(sql.ref('state'), '=', 'due')
    .execute();
  await createSequencedTable(db, 'payouts')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('batch_id', text, (c) => c.references('payout_batches.id'))
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('partner_id', text, (c) => c.notNull())
    .addColumn('currency', text, (c) => c.notNull())
    .addColumn('amount_minor', integer, (c) => c.notNull())
    .addColumn('item_count', integer, (c) => c.notNull())
    .addColumn('method', text, (c) => c.notNull())
    .addColumn('method_json', text, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('reference', text)
    .addColumn('failure_reason', text)
    .addColumn('reason', text)
    .addColumn('note', text)
    .addColumn('cut_off_at', integer, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('request_id', text, (c) => c.notNull())
    .addColumn('row_version', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addColumn('completed_at', integer)
    .addForeignKeyConstraint('payouts_partner', ['partner_id', 'program_id'], 'partners', [
      'id',
      'program_id',
    ])
    .execute();
  await db.schema.createIndex('payouts_by_partner').on('payouts').columns(['partner_id', 'seq']).execute();
  await db.schema.createIndex('payouts_by_program').on('payouts').columns(['program_id', 'seq']).execute();
  await db.schema.createIndex('payouts_by_batch').on('payouts').columns(['batch_id', 'seq']).execute();
  await createSequencedTable(db, 'payout_items')
    .addColumn('payout_id', text, (c) => c.notNull().references('payouts.id'))
    .addColumn('commission_id', text, (c) => c.notNull())
    .addColumn('amount_minor', integer, (c) => c.notNull())
    .addColumn('released_at', integer)
    .execute();
  await db.schema.createIndex('payout_items_of').on('payout_items').columns(['payout_id', 'seq']).execute();
  // A commission is in one payout at most; a canceled payout lets go of it.
  await db.schema
    .createIndex('payout_items_live')
    .unique()
    .on('payout_items')
    .column('commission_id')
    .where(sql.ref('released_at'), 'is', null)
    .execute();
};

const createImports = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);
  await createSequencedTable(db, 'imports')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('program_id', text, (c) => c.notNull().references('programs.id'))
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('is_dry_run', integer, (c) => c.notNull())
    .addColumn('dry_run_id', text)
    .addColumn('file_id', text, (c) => c.notNull())
    .addColumn('options_json', text, (c) => c.notNull())
    .addColumn('columns_json', text, (c) => c.notNull())
    .addColumn('file_digest', text, (c) => c.notNull())
    .addColumn('row_count', integer, (c) => c.notNull())
    .addColumn('next_number', integer, (c) => c.notNull())
    .addColumn('created_count', integer, (c) => c.notNull())
    .addColumn('known_count', integer, (c) => c.notNull())
    .addColumn('error_count', integer, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('request_id', text, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addColumn('finished_at', integer)
    .execute();
  await db.schema.createIndex('imports_by_program').on('imports').columns(['program_id', 'seq']).execute();
  await db.schema
    .createIndex('imports_by_dry_run')
    .on('imports')
    .columns(['dry_run_id', 'seq'])
    .where(sql.ref('dry_run_id'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('imports_running')
    .on('imports')
    .column('seq')
    .where(sql.ref('state'), '=', 'running')
    .execute();
  await createKeyedTable(db, 'import_pieces')
    .addColumn('file_id', text, (c) => c.notNull())
    .addColumn('first_number', integer, (c) => c.notNull())
    .addColumn('last_number', integer, (c) => c.notNull())
    .addColumn('rows_json', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('import_pieces_key', ['file_id', 'first_number'])
    .execute();
  await createKeyedTable(db, 'import_rows')
    .addColumn('import_id', text, (c) => c.notNull())
    .addColumn('number', integer, (c) => c.notNull())
    .addColumn('outcome', text, (c) => c.notNull())
    .addColumn('subject_id', text)
    .addColumn('error_json', text)
    .addPrimaryKeyConstraint('import_rows_key', ['import_id', 'number'])
    .execute();
  await db.schema
    .createIndex('import_rows_by_outcome')
    .on('import_rows')
    .columns(['import_id', 'outcome', 'number'])
    .execute();
  await createKeyedTable(db, 'import_keys')
    .addColumn('import_id', text, (c) => c.notNull())
    .addColumn('key', text, (c) => c.notNull())
    .addColumn('number', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('import_keys_key', ['import_id', 'key', 'number'])
    .execute();
};
