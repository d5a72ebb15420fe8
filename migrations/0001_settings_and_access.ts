import { type Kysely, sql } from 'kysely';
import { columnTypes, createKeyedTable, createSequencedTable } from '../src/database/columns.ts';

/** The installation itself, who administers it and which keys may speak to it. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);

  await createKeyedTable(db, 'settings')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('value', text, (c) => c.notNull())
    .execute();

  await createSequencedTable(db, 'admins')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('email', text, (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('password_hash', text, (c) => c.notNull())
    .addColumn('role', text, (c) => c.notNull())
    .addColumn('totp_sealed', text)
    .addColumn('totp_last_step', integer)
    .addColumn('last_seen_at', integer)
    .addColumn('row_version', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addColumn('removed_at', integer)
    .execute();
  // Who was removed may be invited again, as somebody new.
  await db.schema
    .createIndex('admins_by_email')
    .unique()
    .on('admins')
    .column('email')
    .where(sql.ref('removed_at'), 'is', null)
    .execute();

  await createSequencedTable(db, 'api_keys')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('key_hash', text, (c) => c.notNull().unique())
    .addColumn('hint', text, (c) => c.notNull())
    .addColumn('scopes_json', text, (c) => c.notNull())
    .addColumn('program_id', text)
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('last_used_at', integer)
    .addColumn('revoked_at', integer)
    .execute();
};
