import { type Kysely, sql } from 'kysely';
import { columnTypes, createKeyedTable, createSequencedTable } from '../src/database/columns.ts';

/** What operating webhooks takes beyond sending them: wide fan-outs and recoveries. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);

  await createKeyedTable(db, 'subscriber_sets')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('subscribers_json', text, (c) => c.notNull())
    .execute();

  await createSequencedTable(db, 'fan_outs')
    .addColumn('event_id', text, (c) => c.notNull().references('events.id'))
    .addColumn('event_type', text, (c) => c.notNull())
    .addColumn('subscriber_set_id', text, (c) => c.notNull().references('subscriber_sets.id'))
    .addColumn('done_count', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .execute();
  // Deleting a set looks here for somebody who needs it.
  await db.schema.createIndex('fan_outs_by_set').on('fan_outs').column('subscriber_set_id').execute();

  await createKeyedTable(db, 'retention_waits')
    .addColumn('sweep', text, (c) => c.notNull())
    .addColumn('seq', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('retention_waits_key', ['sweep', 'seq'])
    .execute();

  await createSequencedTable(db, 'recoveries')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('endpoint_id', text, (c) => c.notNull().references('webhook_endpoints.id'))
    .addColumn('since', integer, (c) => c.notNull())
    .addColumn('include', text, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('until_delivery_seq', integer, (c) => c.notNull())
    .addColumn('until_event_seq', integer, (c) => c.notNull())
    .addColumn('delivery_cursor', integer, (c) => c.notNull())
    .addColumn('event_cursor', integer, (c) => c.notNull())
    .addColumn('per_second', integer, (c) => c.notNull())
    .addColumn('pace', integer, (c) => c.notNull())
    .addColumn('paced_until', integer, (c) => c.notNull())
    .addColumn('resent_count', integer, (c) => c.notNull())
    .addColumn('created_count', integer, (c) => c.notNull())
    .addColumn('skipped_count', integer, (c) => c.notNull())
    .addColumn('taken_over_count', integer, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('request_id', text, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addColumn('finished_at', integer)
    .execute();
  await db.schema
    .createIndex('recoveries_running')
    .unique()
    .on('recoveries')
    .column('endpoint_id')
    .where(sql.ref('state'), '=', 'running')
    .execute();
  await db.schema
    .createIndex('recoveries_by_endpoint')
    .on('recoveries')
    .columns(['endpoint_id', 'seq'])
    .execute();
};
