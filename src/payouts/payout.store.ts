import type { Selectable } from 'kysely';
import type { Currency } from '../core/currencies.ts';
import type { PartnerId, PayoutBatchId, PayoutId, ProgramId } from '../core/ids.ts';
import { money } from '../core/money.ts';
import type { PageRequest } from '../core/page.ts';
import { insertRows } from '../database/insert-rows.ts';
import { literal } from '../database/literal.ts';
import type { Stretch } from '../database/look-back.ts';
import { newestRows } from '../database/newest-rows.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Work } from '../database/work.ts';
import type { Payout, PayoutMethod, PayoutState } from './payout.ts';

export type NewPayout = Omit<Payout, 'seq'>;

export const insertPayout = async (work: Work, payout: NewPayout): Promise<void> => {
  await insertRows(work.tx, 'payouts', [
    {
      id: payout.id,
      batch_id: payout.batchId,
      program_id: payout.programId,
      partner_id: payout.partnerId,
      currency: payout.amount.currency,
      amount_minor: payout.amount.minor,
      item_count: payout.itemCount,
      method: payout.method,
      method_json: '{}',
      ...changingColumns(payout),
      cut_off_at: payout.cutOffAt,
      actor: `${work.actor.kind}:${work.actor.id}`,
      request_id: work.requestId,
      row_version: payout.rowVersion,
      created_at: payout.createdAt,
    },
  ]);
};

/** Stores a payout that is still in the state and at the version it was read at; answers whether it was. */
export const updatePayout = async ({ tx }: Work, before: Payout, after: Payout): Promise<boolean> => {
  const result = await tx
    .updateTable('payouts')
    .set({ ...changingColumns(after), row_version: after.rowVersion })
    .where('id', '=', before.id)
    .where('state', '=', before.state)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

const changingColumns = (payout: NewPayout) => ({
  state: payout.state,
  reference: payout.reference,
  failure_reason: payout.failureReason,
  reason: payout.reason,
  note: payout.note,
  updated_at: payout.updatedAt,
  completed_at: payout.completedAt,
});

type Row = Selectable<Schema['payouts']>;

const byId = statement<{ id: PayoutId }, Row>((db, arg) =>
  db.selectFrom('payouts').selectAll().where('id', '=', arg('id')),
);

export const findPayout = async (db: Db, id: PayoutId): Promise<Payout | undefined> => {
  const [row] = await byId(db, { id });
  return row && toPayout(row);
};

export interface PayoutFilter {
  readonly programId?: ProgramId | undefined;
  readonly partnerId?: PartnerId | undefined;
  readonly batchId?: PayoutBatchId | undefined;
  readonly state?: PayoutState | undefined;
}

/** Newest first; one row more than the page, to tell whether there is another. */
export const listPayouts = async (db: Db, filter: PayoutFilter, page: PageRequest): Promise<Payout[]> => {
  const isLed = filter.state === undefined;
  const rows = await newestRows(db, 'payouts', { page, isLed }, (part) => readPayouts(db, filter, part));
  return rows.map(toPayout);
};

const readPayouts = (db: Db, filter: PayoutFilter, { from, below, wanted }: Stretch): Promise<Row[]> => {
  let query = db
    .selectFrom('payouts')
    .selectAll()
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(literal(wanted));
  if (filter.programId) query = query.where('program_id', '=', filter.programId);
  if (filter.partnerId) query = query.where('partner_id', '=', filter.partnerId);
  if (filter.batchId) query = query.where('batch_id', '=', filter.batchId);
  if (filter.state) query = query.where('state', '=', filter.state);
  return query.execute();
};

/** Whether the partner was ever paid by another payout than this one. */
export const wasPaidBefore = async (
  db: Db,
  { partnerId, id }: Pick<Payout, 'partnerId' | 'id'>,
): Promise<boolean> => {
  const row = await db
    .selectFrom('payouts')
    .select('id')
    .where('partner_id', '=', partnerId)
    .where('id', '<>', id)
    .where('completed_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
};

export const toPayout = (row: Row): Payout => ({
  seq: row.seq,
  id: row.id,
  batchId: row.batch_id,
  programId: row.program_id,
  partnerId: row.partner_id,
  amount: money(row.amount_minor, row.currency as Currency),
  itemCount: row.item_count,
  method: row.method as PayoutMethod,
  state: row.state as PayoutState,
  reference: row.reference,
  failureReason: row.failure_reason as Payout['failureReason'],
  reason: row.reason as Payout['reason'],
  note: row.note,
  cutOffAt: row.cut_off_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  completedAt: row.completed_at,
  rowVersion: row.row_version,
});
