import { type Kysely, sql } from 'kysely';
import { columnTypes, createKeyedTable, createSequencedTable } from '../src/database/columns.ts';

/** Programs, the people in them, what they share and the rules they earn by. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);

  await createSequencedTable(db, 'programs')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('mode', text, (c) => c.notNull())
    .addColumn('currency', text, (c) => c.notNull())
    .addColumn('time_zone', text, (c) => c.notNull())
    .addColumn('hold_days', integer, (c) => c.notNull())
    .addColumn('window_days', integer, (c) => c.notNull())
    .addColumn('attribution_policy', text, (c) => c.notNull())
    .addColumn('attribution_model', text, (c) => c.notNull())
    .addColumn('coupon_overrides_referral', integer, (c) => c.notNull())
    .addColumn('referral_days', integer)
    .addColumn('new_customers_only', integer, (c) => c.notNull())
    .addColumn('conversion_review', text, (c) => c.notNull())
    .addColumn('approval', text, (c) => c.notNull())
    .addColumn('partner_approval', text, (c) => c.notNull())
    .addColumn('payout_threshold_minor', integer, (c) => c.notNull())
    .addColumn('payout_approvals', integer, (c) => c.notNull())
    .addColumn('caps_json', text, (c) => c.notNull())
    .addColumn('converts_currencies', integer, (c) => c.notNull())
    .addColumn('parked_refunds', integer, (c) => c.notNull())
    .addColumn('allowed_hosts_json', text, (c) => c.notNull())
    .addColumn('click_id_parameter', text, (c) => c.notNull())
    .addColumn('cookie_domain', text)
    .addColumn('base_includes_tax', integer, (c) => c.notNull())
    .addColumn('base_includes_shipping', integer, (c) => c.notNull())
    .addColumn('publishable_key', text, (c) => c.notNull().unique())
    .addColumn('row_version', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addColumn('archived_at', integer)
    .execute();

  await createKeyedTable(db, 'logins')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('email', text, (c) => c.notNull().unique())
    .addColumn('created_at', integer, (c) => c.notNull())
    .execute();

  await createSequencedTable(db, 'partners')
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull().references('programs.id'))
    .addColumn('login_id', text, (c) => c.references('logins.id'))
    .addColumn('email', text)
    .addColumn('email_key', text)
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('country', text)
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('state_reason', text)
    .addColumn('state_note', text)
    .addColumn('group_id', text)
    .addColumn('tier_id', text)
    .addColumn('tier_period_ends_at', integer)
    .addColumn('volume_seq', integer)
    .addColumn('code', text, (c) => c.notNull())
    .addColumn('code_key', text, (c) => c.notNull())
    .addColumn('source', text, (c) => c.notNull())
    .addColumn('email_confirmed_at', integer)
    .addColumn('onboarded_at', integer)
    .addColumn('registered_at', integer)
    .addColumn('confirmed_at', integer)
    .addColumn('approved_at', integer)
    .addColumn('row_version', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addColumn('deleted_at', integer)
    .addUniqueConstraint('partners_id', ['id', 'program_id'])
    .addUniqueConstraint('partners_email', ['program_id', 'email_key'])
    .addUniqueConstraint('partners_code', ['program_id', 'code_key'])
    .execute();
  await db.schema.createIndex('partners_by_program').on('partners').columns(['program_id', 'seq']).execute();
  await db.schema
    .createIndex('partners_by_state')
    .on('partners')
    .columns(['program_id', 'state', 'seq'])
    .where(sql.ref('deleted_at'), 'is', null)
    .execute();
  await db.schema
    .createIndex('partners_by_group')
    .on('partners')
    .columns(['group_id', 'seq'])
    .where(sql.ref('group_id'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('partners_tier_periods')
    .on('partners')
    .columns(['tier_period_ends_at', 'seq'])
    .where(sql.ref('tier_period_ends_at'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('partners_being_counted')
    .on('partners')
    .column('seq')
    .where(sql.ref('volume_seq'), '>', 0)
    .execute();

  await createSequencedTable(db, 'links')
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('partner_id', text, (c) => c.notNull())
    .addColumn('slug', text, (c) => c.notNull().unique())
    .addColumn('destination_url', text, (c) => c.notNull())
    .addColumn('sub1', text)
    .addColumn('sub2', text)
    .addColumn('sub3', text)
    .addColumn('sub4', text)
    .addColumn('sub5', text)
    .addColumn('row_version', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addColumn('archived_at', integer)
    .addUniqueConstraint('links_id', ['id', 'program_id'])
    .addForeignKeyConstraint('links_partner', ['partner_id', 'program_id'], 'partners', ['id', 'program_id'])
    .execute();
  await db.schema.createIndex('links_by_partner').on('links').columns(['partner_id', 'seq']).execute();
  await db.schema.createIndex('links_by_program').on('links').columns(['program_id', 'seq']).execute();

  await createSequencedTable(db, 'promo_codes')
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('partner_id', text, (c) => c.notNull())
    .addColumn('code', text, (c) => c.notNull())
    .addColumn('code_key', text, (c) => c.notNull())
    .addColumn('starts_at', integer)
    .addColumn('ends_at', integer)
    .addColumn('discount_type', text)
    .addColumn('discount_value', text)
    .addColumn('coupon_id', text)
    .addColumn('duration', text)
    .addColumn('row_version', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addColumn('archived_at', integer)
    .addUniqueConstraint('promo_codes_id', ['id', 'program_id'])
    .addUniqueConstraint('promo_codes_code', ['program_id', 'code_key'])
    .addForeignKeyConstraint('promo_codes_partner', ['partner_id', 'program_id'], 'partners', [
      'id',
      'program_id',
    ])
    .execute();
  await db.schema
    .createIndex('promo_codes_by_partner')
    .on('promo_codes')
    .columns(['partner_id', 'seq'])
    .execute();
  await db.schema
    .createIndex('promo_codes_by_program')
    .on('promo_codes')
    .columns(['program_id', 'seq'])
    .execute();

  await createSequencedTable(db, 'commission_rules')
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('version', integer, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull().references('programs.id'))
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('basis_points', integer)
    .addColumn('amount_minor', integer)
    .addColumn('applies_to', text, (c) => c.notNull())
    .addColumn('partner_id', text)
    .addColumn('group_id', text)
    .addColumn('tier_id', text)
    .addColumn('product_id', text)
    .addColumn('max_months', integer)
    .addColumn('max_count', integer)
    .addColumn('cap_minor', integer)
    .addColumn('priority', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('superseded_at', integer)
    .addColumn('archived_at', integer)
    .addUniqueConstraint('commission_rules_version', ['id', 'version'])
    .addForeignKeyConstraint('commission_rules_partner', ['partner_id', 'program_id'], 'partners', [
      'id',
      'program_id',
    ])
    .execute();
  await db.schema
    .createIndex('commission_rules_in_force')
    .on('commission_rules')
    .columns(['program_id', 'applies_to', 'partner_id'])
    .where(sql.ref('superseded_at'), 'is', null)
    .execute();
};
