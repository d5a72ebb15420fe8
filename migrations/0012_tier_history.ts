import type { Kysely } from 'kysely';
import { columnTypes, createSequencedTable } from '../src/database/columns.ts';

/** Which tier a partner was in at any instant, and who rose and fell. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);
  await createSequencedTable(db, 'tier_changes')
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('partner_id', text, (c) => c.notNull())
    .addColumn('from_tier_id', text)
    .addColumn('to_tier_id', text)
    .addColumn('metric_value', integer, (c) => c.notNull())
    .addColumn('effective_at', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('tier_changes_of_partner')
    .on('tier_changes')
    .columns(['partner_id', 'effective_at', 'seq'])
    .execute();
  await db.schema
    .createIndex('tier_changes_by_partner')
    .on('tier_changes')
    .columns(['partner_id', 'seq'])
    .execute();
};
