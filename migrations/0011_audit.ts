import type { Kysely } from 'kysely';
import { columnTypes, createSequencedTable } from '../src/database/columns.ts';

/** Who did what, each entry linked to the one before. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);
  await createSequencedTable(db, 'audit_entries')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('action', text, (c) => c.notNull())
    .addColumn('subject_id', text, (c) => c.notNull())
    .addColumn('program_id', text)
    .addColumn('request_id', text, (c) => c.notNull())
    .addColumn('before_json', text)
    .addColumn('after_json', text)
    .addColumn('previous_hash', text, (c) => c.notNull())
    .addColumn('hash', text, (c) => c.notNull())
    .execute();
  for (const column of ['subject_id', 'actor', 'action', 'program_id', 'request_id']) {
    await db.schema
      .createIndex(`audit_entries_by_${column}`)
      .on('audit_entries')
      .columns([column, 'seq'])
      .execute();
  }
};
