import type { Selectable } from 'kysely';
import type { Currency } from '../core/currencies.ts';
import type { PayoutBatchId, PayoutId, ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { insertRows } from '../database/insert-rows.ts';
import { literal } from '../database/literal.ts';
import type { Stretch } from '../database/look-back.ts';
import { newestRows } from '../database/newest-rows.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Work } from '../database/work.ts';
import { toPayout } from './payout.store.ts';
import type { Payout, PayoutMethod, PayoutState } from './payout.ts';
import type { PayoutBatch, PayoutBatchState } from './payout-batch.ts';

export type NewPayoutBatch = Omit<PayoutBatch, 'seq'>;

export const insertPayoutBatch = async (
  work: Work,
  batch: NewPayoutBatch,
  idempotencyKey: string | null,
): Promise<void> => {
  const { programId, cutOffAt, ...selection } = batch.selection;
  await insertRows(work.tx, 'payout_batches', [
    {
      id: batch.id,
      program_id: programId,
      method: batch.method,
      cut_off_at: cutOffAt,
      selection_json: JSON.stringify(selection),
      drafted_json: JSON.stringify(batch.drafted),
      ...changingColumns(batch),
      approvals_needed: batch.approvalsNeeded,
      note: batch.note,
      idempotency_key: idempotencyKey,
      actor: batch.createdBy,
      request_id: work.requestId,
      row_version: batch.rowVersion,
      created_at: batch.createdAt,
    },
  ]);
};

/** Stores a batch that is still at the version it was read at; answers whether it was. */
export const updatePayoutBatch = async (
  { tx }: Work,
  before: PayoutBatch,
  after: PayoutBatch,
): Promise<boolean> => {
  const result = await tx
    .updateTable('payout_batches')
    .set({ ...changingColumns(after), row_version: after.rowVersion })
    .where('id', '=', before.id)
    .where('state', '=', before.state)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

const changingColumns = (batch: NewPayoutBatch) => ({
  state: batch.state,
  step_json: batch.step && JSON.stringify(batch.step),
  approvals_json: JSON.stringify(batch.approvals),
  updated_at: batch.updatedAt,
  approved_at: batch.approvedAt,
});

type Row = Selectable<Schema['payout_batches']>;

const byId = statement<{ id: PayoutBatchId }, Row>((db, arg) =>
  db.selectFrom('payout_batches').selectAll().where('id', '=', arg('id')),
);

export const findPayoutBatch = async (db: Db, id: PayoutBatchId): Promise<PayoutBatch | undefined> => {
  const [row] = await byId(db, { id });
  return row && toPayoutBatch(row);
};

export interface PayoutBatchFilter {
  readonly programId?: ProgramId | undefined;
  readonly state?: PayoutBatchState | undefined;
}

/** Newest first; one row more than the page, to tell whether there is another. */
export const listPayoutBatches = async (
  db: Db,
  filter: PayoutBatchFilter,
  page: PageRequest,
): Promise<PayoutBatch[]> => {
  const isLed = filter.state === undefined;
  const rows = await newestRows(db, 'payout_batches', { page, isLed }, (part) =>
    readBatches(db, filter, part),
  );
  return rows.map(toPayoutBatch);
};

const readBatches = (db: Db, filter: PayoutBatchFilter, { from, below, wanted }: Stretch): Promise<Row[]> => {
  let query = db
    .selectFrom('payout_batches')
    .selectAll()
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(literal(wanted));
  if (filter.programId) query = query.where('program_id', '=', filter.programId);
  if (filter.state) query = query.where('state', '=', filter.state);
  return query.execute();
};

const underWay = statement<object, Row>((db) =>
  db.selectFrom('payout_batches').selectAll().where('step_json', 'is not', null).orderBy('seq'),
);

/** Batches of which something is still to be done, the oldest first. */
export const listBatchesUnderWay = async (db: Db): Promise<PayoutBatch[]> =>
  (await underWay(db, {})).map(toPayoutBatch);

export interface BatchPayouts {
  readonly currency: Currency;
  readonly state: PayoutState;
  readonly amountMinor: number;
  readonly payoutCount: number;
  readonly itemCount: number;
}

/** The payouts of a batch, counted and summed by currency and state. */
export const sumBatchPayouts = (db: Db, batchId: PayoutBatchId): Promise<BatchPayouts[]> =>
  sums(db, { batchId });

const sums = statement<{ batchId: PayoutBatchId }, BatchPayouts>((db, arg) =>
  db
    .selectFrom('payouts')
    .select((row) => [
      row.ref('currency').$castTo<Currency>().as('currency'),
      row.ref('state').$castTo<PayoutState>().as('state'),
      row.fn.sum<number>('amount_minor').as('amountMinor'),
      row.fn.countAll<number>().as('payoutCount'),
      row.fn.sum<number>('item_count').as('itemCount'),
    ])
    .where('batch_id', '=', arg('batchId'))
    .groupBy(['currency', 'state'])
    .orderBy('currency')
    .orderBy('state'),
);

/** Whether the batch pays this partner in this currency already, by an earlier payout of its own. */
export const isPaidByBatch = async (
  db: Db,
  of: Pick<Payout, 'partnerId' | 'batchId'> & { readonly currency: Currency },
): Promise<boolean> => (await ofBatchAndPartner(db, of)).length > 0;

const ofBatchAndPartner = statement<
  Pick<Payout, 'partnerId' | 'batchId'> & { currency: Currency },
  { id: PayoutId }
>((db, arg) =>
  db
    .selectFrom('payouts')
    .select('id')
    .where('partner_id', '=', arg('partnerId'))
    .where('batch_id', '=', arg('batchId'))
    .where('currency', '=', arg('currency'))
    .limit(literal(1)),
);

/** So many open payouts are listed at a time. */
export const openPayoutsAtOnce = 50;

/** Payouts of a batch that wait to be paid, in the order they were made, after one of them. */
export const listOpenPayouts = async (
  db: Db,
  of: { readonly batchId: PayoutBatchId; readonly afterSeq: number },
): Promise<Payout[]> => (await open(db, of)).map(toPayout);

const open = statement<{ batchId: PayoutBatchId; afterSeq: number }, Selectable<Schema['payouts']>>(
  (db, arg) =>
    db
      .selectFrom('payouts')
      .selectAll()
      .where('batch_id', '=', arg('batchId'))
      .where('seq', '>', arg('afterSeq'))
      .where('state', 'in', [literal('scheduled'), literal('processing')])
      .orderBy('seq')
      .limit(literal(openPayoutsAtOnce)),
);

const toPayoutBatch = (row: Row): PayoutBatch => ({
  seq: row.seq,
  id: row.id,
  state: row.state as PayoutBatchState,
  method: row.method as PayoutMethod,
  selection: { programId: row.program_id, cutOffAt: row.cut_off_at, ...JSON.parse(row.selection_json) },
  drafted: JSON.parse(row.drafted_json),
  step: row.step_json === null ? null : JSON.parse(row.step_json),
  approvals: JSON.parse(row.approvals_json),
  approvalsNeeded: row.approvals_needed as 1 | 2,
  note: row.note,
  createdBy: row.actor,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  approvedAt: row.approved_at,
  rowVersion: row.row_version,
});
