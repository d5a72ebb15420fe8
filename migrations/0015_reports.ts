import type { Kysely } from 'kysely';
import { columnTypes, createKeyedTable, createSequencedTable } from '../src/database/columns.ts';

/** What reports are read from: clicks, conversions and commissions counted by the day. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { text, integer } = columnTypes(db);
  const figures = ['clicks', 'repeats', 'bots', 'signups', 'purchases', 'revenue_minor', 'refunds'];
  const withFigures = [...figures, 'refunded_minor', 'commission_minor'] as const;

  const days = createKeyedTable(db, 'report_days')
    .addColumn('generation', integer, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('day', text, (c) => c.notNull())
    .addColumn('currency', text, (c) => c.notNull());
  await withFigures
    .reduce((table, name) => table.addColumn(name as 'day', integer, (c) => c.notNull()), days)
    .addPrimaryKeyConstraint('report_days_key', ['generation', 'program_id', 'day', 'currency'])
    .execute();

  // In the order of time: the partners of a period lie together.
  const partnerDays = createKeyedTable(db, 'report_partner_days')
    .addColumn('generation', integer, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('day', text, (c) => c.notNull())
    .addColumn('partner_id', text, (c) => c.notNull())
    .addColumn('currency', text, (c) => c.notNull());
  await withFigures
    .reduce((table, name) => table.addColumn(name as 'day', integer, (c) => c.notNull()), partnerDays)
    .addPrimaryKeyConstraint('report_partner_days_key', [
      ...(['generation', 'program_id', 'day', 'partner_id', 'currency'] as const),
    ])
    .execute();

  await createKeyedTable(db, 'report_marks')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('value', integer, (c) => c.notNull())
    .execute();

  await createKeyedTable(db, 'report_zones')
    .addColumn('program_id', text, (c) => c.primaryKey())
    .addColumn('time_zone', text, (c) => c.notNull())
    .execute();

  await createSequencedTable(db, 'report_corrections')
    .addColumn('source', text, (c) => c.notNull())
    .addColumn('row_seq', integer, (c) => c.notNull())
    .addColumn('program_id', text, (c) => c.notNull())
    .addColumn('partner_id', text, (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('currency', text, (c) => c.notNull())
    .addColumn('signups', integer, (c) => c.notNull())
    .addColumn('purchases', integer, (c) => c.notNull())
    .addColumn('revenue_minor', integer, (c) => c.notNull())
    .addColumn('refunds', integer, (c) => c.notNull())
    .addColumn('refunded_minor', integer, (c) => c.notNull())
    .addColumn('commission_minor', integer, (c) => c.notNull())
    .execute();
};
