import type { Kysely } from 'kysely';
import { columnTypes, createKeyedTable, createSequencedTable } from '../src/database/columns.ts';

/** Who is signed in, with what they prove that it is they, and who is invited. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);

  await createKeyedTable(db, 'sessions')
    .addColumn('token_hash', text, (c) => c.primaryKey())
    .addColumn('admin_id', text, (c) => c.notNull().references('admins.id'))
    .addColumn('device', text, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('last_seen_at', integer, (c) => c.notNull())
    .execute();
  await db.schema.createIndex('sessions_by_admin').on('sessions').columns(['admin_id']).execute();

  await createKeyedTable(db, 'recovery_codes')
    .addColumn('code_hash', text, (c) => c.primaryKey())
    .addColumn('admin_id', text, (c) => c.notNull().references('admins.id'))
    .addColumn('used_at', integer)
    .execute();
  await db.schema.createIndex('recovery_codes_by_admin').on('recovery_codes').columns(['admin_id']).execute();

  await createSequencedTable(db, 'passkeys')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('admin_id', text, (c) => c.notNull().references('admins.id'))
    .addColumn('credential_id', text, (c) => c.notNull().unique())
    .addColumn('public_key', text, (c) => c.notNull())
    .addColumn('counter', integer, (c) => c.notNull())
    .addColumn('transports_json', text, (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('last_used_at', integer)
    .execute();
  await db.schema.createIndex('passkeys_by_admin').on('passkeys').columns(['admin_id']).execute();

  await createSequencedTable(db, 'invitations')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('email', text, (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('role', text, (c) => c.notNull())
    .addColumn('token_hash', text, (c) => c.notNull().unique())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('expires_at', integer, (c) => c.notNull())
    .addColumn('accepted_at', integer)
    .addColumn('revoked_at', integer)
    .execute();
  await db.schema.createIndex('invitations_by_email').on('invitations').columns(['email']).execute();
};
