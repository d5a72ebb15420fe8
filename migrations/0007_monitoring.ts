import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import { columnTypes, createKeyedTable, createSequencedTable } from '../src/database/columns.ts';

/** How endpoints answer, minute by minute, and what people are told of it. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);

  // In the order of time: what is written, watched and deleted together lies together.
  await createKeyedTable(db, 'webhook_minutes')
    .addColumn('endpoint_id', text, (c) => c.notNull())
    .addColumn('minute', integer, (c) => c.notNull())
    .$call((table) => withCounts(table, integer))
    .addPrimaryKeyConstraint('webhook_minutes_key', ['minute', 'endpoint_id'])
    .execute();

  // Minutes without any trouble are not in it: looking for trouble costs nothing while there is none.
  await db.schema
    .createIndex('webhook_minutes_troubled')
    .on('webhook_minutes')
    .columns(['minute', 'endpoint_id'])
    .where(sql<boolean>`failed > 0 or duration_ms_max > 1000`)
    .execute();
  await db.schema
    .createIndex('webhook_endpoints_failing')
    .on('webhook_endpoints')
    .column('seq')
    .where(sql.ref('first_failed_at'), 'is not', null)
    .where(sql.ref('archived_at'), 'is', null)
    .execute();
  await db.schema
    .createIndex('events_operational')
    .on('events')
    .column('seq')
    .where(
      sql<boolean>`type = 'delivery.rejected' or type = 'delivery.exhausted' or type = 'endpoint.disabled'`,
    )
    .execute();

  await createKeyedTable(db, 'webhook_spans')
    .addColumn('subject', text, (c) => c.notNull())
    .addColumn('length_minutes', integer, (c) => c.notNull())
    .addColumn('start_minute', integer, (c) => c.notNull())
    .$call((table) => withCounts(table, integer))
    .addPrimaryKeyConstraint('webhook_spans_key', ['length_minutes', 'start_minute', 'subject'])
    .execute();

  await createKeyedTable(db, 'webhook_minute_marks')
    .addColumn('shard', integer, (c) => c.notNull())
    .addColumn('attempt_seq', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('webhook_minute_marks_key', ['shard'])
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

  await db.schema.createIndex('alerts_by_subject').on('alerts').columns(['subject', 'cause']).execute();

  await db.schema
    .createIndex('alerts_resolved')
    .on('alerts')
    .column('resolved_at')
    .where(sql.ref('resolved_at'), 'is not', null)
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
  await db.schema
    .createIndex('notifications_by_alert')
    .on('notifications')
    .columns(['alert_id', 'seq'])
    .execute();
};

const steps = 14;

/** What is counted of attempts, in a minute as in a longer time. */
const withCounts = <Columns extends string>(
  table: CreateTableBuilder<string, Columns>,
  integer: 'integer' | 'bigint',
): CreateTableBuilder<string, Columns> => {
  const names = ['succeeded', 'failed', 'slow', 'duration_ms_sum', 'duration_ms_max'];
  for (let step = 0; step < steps; step += 1) names.push(`bucket_${step}`);
  return names.reduce((made, name) => made.addColumn(name as Columns, integer, (c) => c.notNull()), table);
};
