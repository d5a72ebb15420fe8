import type { Kysely } from 'kysely';
import { columnTypes, createKeyedTable } from '../src/database/columns.ts';

/** Who is signed in. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);

  await createKeyedTable(db, 'sessions')
    .addColumn('token_hash', text, (c) => c.primaryKey())
    .addColumn('admin_id', text, (c) => c.notNull().references('admins.id'))
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('last_seen_at', integer, (c) => c.notNull())
    .execute();
  await db.schema.createIndex('sessions_by_admin').on('sessions').columns(['admin_id']).execute();
};
