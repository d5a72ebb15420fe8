import { type Kysely, sql } from 'kysely';
import { columnTypes, createKeyedTable, createSequencedTable } from '../src/database/columns.ts';

/** How endpoints answer, minute by minute, and what people are told of it. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);

  await createKeyedTable(db, 'webhook_minutes')
    .addColumn('endpoint_id', text, (c) => c.notNull())
    .addColumn('minute', integer, (c) => c.notNull())
    .addColumn('succeeded', integer, (c) => c.notNull())
    .addColumn('failed', integer, (c) => c.notNull())
    .addColumn('slow', integer, (c) => c.notNull())
    .addColumn('duration_ms_sum', integer, (c) => c.notNull())
    .addColumn('duration_ms_max', integer, (c) => c.notNull())
    .addColumn('histogram_json', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('webhook_minutes_key', ['endpoint_id', 'minute'])
    .execute();

  await createSequencedTable(db, 'alerts')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('cause', text, (c) => c.notNull())
    .addColumn('subject', text, (c) => c.notNull())
    .addColumn('program_id', text)
    .addColumn('stage', integer, (c) => c.notNull())
    .addColumn('facts_json', text, (c) => c.notNull())
    .addColumn('opened_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addColumn('resolved_at', integer)
    .execute();
  await db.schema
    .createIndex('alerts_open')
    .unique()
    .on('alerts')
    .columns(['subject', 'cause'])
    .where(sql.ref('resolved_at'), 'is', null)
    .execute();

  await createSequencedTable(db, 'notifications')
    .addColumn('alert_id', text, (c) => c.notNull().references('alerts.id'))
    .addColumn('channel', text, (c) => c.notNull())
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('payload_json', text, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('attempt_count', integer, (c) => c.notNull())
    .addColumn('next_attempt_at', integer)
    .addColumn('last_error', text)
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('finished_at', integer)
    .execute();
  await db.schema
    .createIndex('notifications_waiting')
    .on('notifications')
    .column('next_attempt_at')
    .where(sql.ref('state'), '=', 'pending')
    .execute();
};
