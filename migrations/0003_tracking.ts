import { type Kysely, sql } from 'kysely';
import { columnTypes, createKeyedTable, createSequencedTable } from '../src/database/columns.ts';

/** Clicks, customers, who referred them and what they bought. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);

  // No foreign keys: raw clicks are purged while what they led to stays.
  await createSequencedTable(db, 'clicks')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('link_id', text)
    .addColumn('partner_id', text, (c) => c.notNull())
    .addColumn('landing_url', text, (c) => c.notNull())
    .addColumn('referrer', text)
    .addColumn('sub1', text)
    .addColumn('sub2', text)
    .addColumn('sub3', text)
    .addColumn('sub4', text)
    .addColumn('sub5', text)
    .addColumn('agent_class', text, (c) => c.notNull())
    .addColumn('country', text)
    .addColumn('ip_hash', text)
    .addColumn('visitor_hash', text)
    .addColumn('is_bot', integer, (c) => c.notNull())
    .addColumn('is_duplicate', integer, (c) => c.notNull())
    .addColumn('is_creditable', integer, (c) => c.notNull())
    .addColumn('previous_click_id', text)
    .addColumn('created_at', integer, (c) => c.notNull())
    .execute();
  await db.schema.createIndex('clicks_by_partner').on('clicks').columns(['partner_id', 'seq']).execute();

  await createSequencedTable(db, 'customers')
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull().references('programs.id'))
    .addColumn('external_id', text)
    .addColumn('email_hash', text)
    .addColumn('name', text)
    .addColumn('first_purchase_at', integer)
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addUniqueConstraint('customers_id', ['id', 'program_id'])
    .addUniqueConstraint('customers_external_id', ['program_id', 'external_id'])
    .execute();
  await db.schema
    .createIndex('customers_by_email')
    .on('customers')
    .columns(['program_id', 'email_hash'])
    .where(sql.ref('email_hash'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('customers_by_program')
    .on('customers')
    .columns(['program_id', 'seq'])
    .execute();

  await createSequencedTable(db, 'referrals')
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('customer_id', text, (c) => c.notNull())
    .addColumn('partner_id', text, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('method', text, (c) => c.notNull())
    .addColumn('click_id', text)
    .addColumn('promo_code_id', text)
    .addColumn('evidence_json', text, (c) => c.notNull())
    .addColumn('candidates_json', text, (c) => c.notNull())
    .addColumn('policy_json', text, (c) => c.notNull())
    .addColumn('decided_at', integer, (c) => c.notNull())
    .addColumn('converted_at', integer)
    .addColumn('expires_at', integer)
    .addColumn('recurring_stopped_at', integer)
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addUniqueConstraint('referrals_id', ['id', 'program_id'])
    .addForeignKeyConstraint('referrals_customer', ['customer_id', 'program_id'], 'customers', [
      'id',
      'program_id',
    ])
    .addForeignKeyConstraint('referrals_partner', ['partner_id', 'program_id'], 'partners', [
      'id',
      'program_id',
    ])
    .execute();
  await db.schema
    .createIndex('referrals_live')
    .unique()
    .on('referrals')
    .column('customer_id')
    .where(sql.ref('state'), 'in', ['lead', 'converted'])
    .execute();
  await db.schema
    .createIndex('referrals_by_customer')
    .on('referrals')
    .columns(['customer_id', 'seq'])
    .execute();
  await db.schema
    .createIndex('referrals_by_program')
    .on('referrals')
    .columns(['program_id', 'seq'])
    .execute();
  await db.schema
    .createIndex('referrals_expiring')
    .on('referrals')
    .column('expires_at')
    .where(sql.ref('expires_at'), 'is not', null)
    .where(sql.ref('state'), '<>', 'expired')
    .where(sql.ref('state'), '<>', 'void')
    .execute();
  await db.schema
    .createIndex('referrals_by_partner')
    .on('referrals')
    .columns(['partner_id', 'seq'])
    .execute();

  await createSequencedTable(db, 'conversions')
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull().references('programs.id'))
    .addColumn('type', text, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('customer_id', text)
    .addColumn('referral_id', text)
    .addColumn('partner_id', text)
    .addColumn('order_id', text)
    .addColumn('currency', text)
    .addColumn('amount_minor', integer, (c) => c.notNull())
    .addColumn('tax_minor', integer, (c) => c.notNull())
    .addColumn('shipping_minor', integer, (c) => c.notNull())
    .addColumn('discount_minor', integer, (c) => c.notNull())
    .addColumn('base_minor', integer, (c) => c.notNull())
    .addColumn('refunded_minor', integer, (c) => c.notNull())
    .addColumn('refund_status', text, (c) => c.notNull())
    .addColumn('method', text, (c) => c.notNull())
    .addColumn('reason', text, (c) => c.notNull())
    .addColumn('state_reason', text)
    .addColumn('state_note', text)
    .addColumn('candidates_json', text, (c) => c.notNull())
    .addColumn('click_id', text)
    .addColumn('promo_code_id', text)
    .addColumn('facts_json', text, (c) => c.notNull())
    .addColumn('idempotency_key', text)
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('request_id', text, (c) => c.notNull())
    .addColumn('row_version', integer, (c) => c.notNull())
    .addColumn('occurred_at', integer, (c) => c.notNull())
    .addColumn('received_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addUniqueConstraint('conversions_id', ['id', 'program_id'])
    .addForeignKeyConstraint('conversions_customer', ['customer_id', 'program_id'], 'customers', [
      'id',
      'program_id',
    ])
    .addForeignKeyConstraint('conversions_partner', ['partner_id', 'program_id'], 'partners', [
      'id',
      'program_id',
    ])
    .execute();
  await db.schema
    .createIndex('conversions_one_signup')
    .unique()
    .on('conversions')
    .columns(['program_id', 'customer_id'])
    .where(sql.ref('type'), '=', 'signup')
    .execute();
  await db.schema
    .createIndex('conversions_by_partner')
    .on('conversions')
    .columns(['partner_id', 'seq'])
    .where(sql.ref('partner_id'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('conversions_by_customer')
    .on('conversions')
    .columns(['customer_id', 'seq'])
    .where(sql.ref('customer_id'), 'is not', null)
    .execute();
  // Both are few among many.
  await db.schema
    .createIndex('conversions_in_review')
    .on('conversions')
    .columns(['program_id', 'seq'])
    .where(sql.ref('state'), '=', 'in_review')
    .execute();
  await db.schema
    .createIndex('conversions_refunded')
    .on('conversions')
    .columns(['program_id', 'seq'])
    .where(sql.ref('refund_status'), '<>', 'none')
    .execute();

  await createKeyedTable(db, 'order_references')
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('type', text, (c) => c.notNull())
    .addColumn('reference', text, (c) => c.notNull())
    .addColumn('conversion_id', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('order_references_key', ['program_id', 'reference', 'type'])
    .execute();

  // Not kept in the order of its key: answers are long, and inner pages of a tree that hold them would be many.
  await createSequencedTable(db, 'idempotency_records')
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('operation', text, (c) => c.notNull())
    .addColumn('key', text, (c) => c.notNull())
    .addColumn('body_hash', text, (c) => c.notNull())
    .addColumn('subject_id', text, (c) => c.notNull())
    .addColumn('answer_json', text)
    .addColumn('created_at', integer, (c) => c.notNull())
    .addUniqueConstraint('idempotency_records_key', ['program_id', 'operation', 'key'])
    .execute();
};
