import { type Kysely, sql } from 'kysely';
import { columnTypes, createSequencedTable } from '../src/database/columns.ts';

/** The transactional outbox: what happened, who wants to know, and how telling them went. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);

  await createSequencedTable(db, 'events')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('type', text, (c) => c.notNull())
    .addColumn('version', integer, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('partner_id', text)
    .addColumn('entity_id', text, (c) => c.notNull())
    .addColumn('body', text)
    .addColumn('is_test', integer, (c) => c.notNull())
    .addColumn('is_imported', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('request_id', text, (c) => c.notNull())
    .addColumn('occurred_at', integer, (c) => c.notNull())
    .addColumn('purge_reason', text)
    .execute();
  await db.schema.createIndex('events_by_entity').on('events').columns(['entity_id', 'seq']).execute();

  await createSequencedTable(db, 'event_bodies')
    .addColumn('event_id', text, (c) => c.notNull().references('events.id'))
    .addColumn('format', text, (c) => c.notNull())
    .addColumn('body', text, (c) => c.notNull())
    .addUniqueConstraint('event_bodies_key', ['event_id', 'format'])
    .execute();

  await createSequencedTable(db, 'webhook_endpoints')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('program_id', text, (c) => c.references('programs.id'))
    .addColumn('partner_id', text)
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('url', text, (c) => c.notNull())
    .addColumn('description', text)
    .addColumn('event_types_json', text, (c) => c.notNull())
    .addColumn('format', text, (c) => c.notNull())
    .addColumn('signature', text, (c) => c.notNull())
    .addColumn('retry_policy', text, (c) => c.notNull())
    .addColumn('headers_json', text, (c) => c.notNull())
    .addColumn('settings_json', text, (c) => c.notNull())
    .addColumn('rate_limit', integer)
    .addColumn('fifo', integer, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('secret_sealed', text, (c) => c.notNull())
    .addColumn('previous_secret_sealed', text)
    .addColumn('previous_secret_expires_at', integer)
    .addColumn('cut_over_at', integer)
    .addColumn('last_verified_key', text)
    .addColumn('verified_at', integer)
    .addColumn('first_failed_at', integer)
    .addColumn('last_failed_at', integer)
    .addColumn('last_succeeded_at', integer)
    .addColumn('gated_until', integer)
    .addColumn('disabled_reason', text)
    .addColumn('disabled_at', integer)
    .addColumn('behind_from_seq', integer)
    .addColumn('release_until_seq', integer)
    .addColumn('row_version', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addColumn('archived_at', integer)
    .execute();

  await db.schema
    .createIndex('webhook_endpoints_rotating')
    .on('webhook_endpoints')
    .column('previous_secret_expires_at')
    .where(sql.ref('previous_secret_expires_at'), 'is not', null)
    .execute();

  await createSequencedTable(db, 'deliveries')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('event_id', text, (c) => c.notNull().references('events.id'))
    .addColumn('event_type', text, (c) => c.notNull())
    .addColumn('endpoint_id', text, (c) => c.notNull().references('webhook_endpoints.id'))
    .addColumn('format', text, (c) => c.notNull())
    .addColumn('origin', text, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('attempt_count', integer, (c) => c.notNull())
    .addColumn('retry_count', integer, (c) => c.notNull())
    .addColumn('pending_since', integer, (c) => c.notNull())
    .addColumn('recovery_id', text)
    .addColumn('next_attempt_at', integer)
    .addColumn('claim', integer, (c) => c.notNull())
    .addColumn('claimed_by', text)
    .addColumn('last_status', integer)
    .addColumn('last_error', text)
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('finished_at', integer)
    .addColumn('retried_at', integer)
    .execute();
  // The commit that records an event makes its deliveries, once; later ones come from a person.
  await db.schema
    .createIndex('deliveries_of_commit')
    .unique()
    .on('deliveries')
    .columns(['event_id', 'endpoint_id'])
    .where(sql.ref('origin'), '=', 'commit')
    .execute();
  await db.schema
    .createIndex('deliveries_due')
    .on('deliveries')
    .columns(['endpoint_id', 'next_attempt_at', 'seq'])
    .where(sql.ref('state'), '=', 'pending')
    .execute();
  await db.schema
    .createIndex('deliveries_claimed')
    .on('deliveries')
    .column('seq')
    .where(sql.ref('state'), '=', 'sending')
    .execute();
  await db.schema
    .createIndex('deliveries_by_endpoint')
    .on('deliveries')
    .columns(['endpoint_id', 'seq'])
    .execute();

  await db.schema
    .createIndex('deliveries_held')
    .on('deliveries')
    .columns(['endpoint_id', 'seq'])
    .where(sql.ref('state'), '=', 'held')
    .execute();
  // What a recovery sends again, page by page. Said as what it is not: every move of a delivery is held against this,
  // and a list of states would be looked through by an index of its own each time.
  await db.schema
    .createIndex('deliveries_recoverable')
    .on('deliveries')
    .columns(['endpoint_id', 'seq'])
    .where(sql.ref('state'), '<>', 'pending')
    .where(sql.ref('state'), '<>', 'sending')
    .where(sql.ref('state'), '<>', 'delivered')
    .execute();
  // What stands still or ended badly is looked for among far more that went well.
  await db.schema
    .createIndex('deliveries_stopped')
    .on('deliveries')
    .columns(['state', 'seq'])
    .where(sql.ref('state'), '<>', 'pending')
    .where(sql.ref('state'), '<>', 'sending')
    .where(sql.ref('state'), '<>', 'delivered')
    .execute();
  // Together with deliveries_of_commit this finds all deliveries of an event.
  await db.schema
    .createIndex('deliveries_of_people')
    .on('deliveries')
    .columns(['event_id', 'endpoint_id'])
    .where(sql.ref('origin'), '<>', 'commit')
    .execute();

  await db.schema
    .createIndex('deliveries_of_recovery')
    .on('deliveries')
    .columns(['recovery_id', 'state'])
    .where(sql.ref('recovery_id'), 'is not', null)
    .execute();

  await createSequencedTable(db, 'attempts')
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('delivery_id', text, (c) => c.notNull().references('deliveries.id'))
    .addColumn('endpoint_id', text, (c) => c.notNull())
    .addColumn('number', integer, (c) => c.notNull())
    .addColumn('url', text, (c) => c.notNull())
    .addColumn('request_headers_json', text, (c) => c.notNull())
    .addColumn('started_at', integer, (c) => c.notNull())
    .addColumn('duration_ms', integer, (c) => c.notNull())
    .addColumn('status', integer)
    .addColumn('error', text)
    .addColumn('response_excerpt', text)
    .addUniqueConstraint('attempts_number', ['delivery_id', 'number'])
    .execute();
};
