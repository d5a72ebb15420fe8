import type { Kysely } from 'kysely';
import { columnTypes, createSequencedTable } from '../src/database/columns.ts';

/** Receivers of our own, to try webhooks with. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);

  await createSequencedTable(db, 'inspectors')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('token', text, (c) => c.notNull().unique())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.references('programs.id'))
    .addColumn('format', text)
    .addColumn('endpoint_id', text, (c) => c.references('webhook_endpoints.id'))
    .addColumn('secret_sealed', text)
    .addColumn('answer_json', text, (c) => c.notNull())
    .addColumn('next_turn', integer, (c) => c.notNull())
    .addColumn('row_version', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .execute();

  await createSequencedTable(db, 'inspector_requests')
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('inspector_id', text, (c) => c.notNull().references('inspectors.id'))
    .addColumn('method', text, (c) => c.notNull())
    .addColumn('path', text, (c) => c.notNull())
    .addColumn('event_id', text)
    .addColumn('answered_status', integer)
    .addColumn('received_at', integer, (c) => c.notNull())
    .addColumn('body_bytes', integer, (c) => c.notNull())
    .addColumn('verification_json', text, (c) => c.notNull())
    .addColumn('headers_json', text, (c) => c.notNull())
    .addColumn('body_encoding', text, (c) => c.notNull())
    // Last: a list reads everything before it, and a body fills many pages.
    .addColumn('body', text, (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('inspector_requests_of')
    .on('inspector_requests')
    .columns(['inspector_id', 'seq'])
    .execute();
  await db.schema
    .createIndex('inspector_requests_event')
    .on('inspector_requests')
    .columns(['inspector_id', 'event_id', 'seq'])
    .execute();
};
