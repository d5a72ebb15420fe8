import type { Selectable } from 'kysely';
import type { Currency } from '../core/currencies.ts';
import type { ConversionId, ProgramId, RefundId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { insertRows } from '../database/insert-rows.ts';
import { literal } from '../database/literal.ts';
import type { Stretch } from '../database/look-back.ts';
import { newestRows } from '../database/newest-rows.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx, Work } from '../database/work.ts';
import type { Refund, RefundKind, RefundState } from './refund.ts';

/** A refund about to be stored; what the store fills in itself is left out. */
export type NewRefund = Omit<Refund, 'seq'>;

export const insertRefund = (work: Work, refund: NewRefund): Promise<void> =>
  insertRows(work.tx, 'refunds', [
    {
      id: refund.id,
      program_id: refund.programId,
      conversion_id: refund.conversionId,
      order_reference: refund.orderReference,
      refund_id: refund.refundId,
      kind: refund.kind,
      state: refund.state,
      amount_minor: refund.amountMinor,
      currency: refund.currency,
      applied_minor: refund.appliedMinor,
      reason: refund.reason,
      body_json: JSON.stringify(refund.told),
      idempotency_key: refund.idempotencyKey,
      actor: `${work.actor.kind}:${work.actor.id}`,
      request_id: work.requestId,
      occurred_at: refund.occurredAt,
      received_at: refund.receivedAt,
      applied_at: refund.appliedAt,
    },
  ]);

/** The one refund of a program that has this id of the merchant's and this kind. */
export const findRefund = async (
  db: Db,
  { programId, refundId, kind }: Pick<Refund, 'programId' | 'refundId' | 'kind'>,
): Promise<Refund | undefined> => {
  const row = await db
    .selectFrom('refunds')
    .selectAll()
    .where('program_id', '=', programId)
    .where('refund_id', '=', refundId)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row && toRefund(row);
};

export const findRefundById = async (db: Db, id: RefundId): Promise<Refund | undefined> => {
  const row = await db.selectFrom('refunds').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toRefund(row);
};

/** Everything that was ever told about giving back a conversion, as it came. */
export const listRefundsOf = async (db: Db, conversionId: ConversionId): Promise<Refund[]> => {
  const rows = await db
    .selectFrom('refunds')
    .selectAll()
    .where('conversion_id', '=', conversionId)
    .orderBy('seq')
    .execute();
  return rows.map(toRefund);
};

/** How much was ever told about giving back a conversion. */
export const countRefundsOf = async (db: Db, conversionId: ConversionId): Promise<number> => {
  const [row] = await counted(db, { conversionId });
  return row?.count ?? 0;
};

const counted = statement<{ conversionId: ConversionId }, { count: number }>((db, arg) =>
  db
    .selectFrom('refunds')
    .select((column) => column.fn.countAll<number>().as('count'))
    .where('conversion_id', '=', arg('conversionId')),
);

/** Stores what a refund comes to; what was told of it stays. */
export const updateRefund = async (tx: Tx, refund: Refund): Promise<void> => {
  await tx
    .updateTable('refunds')
    .set({
      conversion_id: refund.conversionId,
      state: refund.state,
      currency: refund.currency,
      applied_minor: refund.appliedMinor,
      applied_at: refund.appliedAt,
    })
    .where('id', '=', refund.id)
    .execute();
};

export interface RefundFilter {
  readonly programId?: ProgramId | undefined;
  readonly conversionId?: ConversionId | undefined;
  readonly orderReference?: string | undefined;
  readonly refundId?: string | undefined;
  readonly kind?: RefundKind | undefined;
  readonly state?: RefundState | undefined;
}

/** Newest first; one row more than the page, to tell whether there is another. */
export const listRefunds = async (db: Db, filter: RefundFilter, page: PageRequest): Promise<Refund[]> => {
  const rows = await newestRows(db, 'refunds', { page, isLed: isLed(filter) }, (part) =>
    readRefunds(db, filter, part),
  );
  return rows.map(toRefund);
};

const isLed = ({ programId, conversionId, orderReference, refundId, kind, state }: RefundFilter): boolean =>
  conversionId !== undefined ||
  orderReference !== undefined ||
  (kind === undefined && state === undefined && (refundId === undefined || programId !== undefined));

type Row = Selectable<Schema['refunds']>;

const readRefunds = (db: Db, filter: RefundFilter, { from, below, wanted }: Stretch): Promise<Row[]> => {
  let query = db
    .selectFrom('refunds')
    .selectAll()
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(literal(wanted));
  if (filter.programId) query = query.where('program_id', '=', filter.programId);
  if (filter.conversionId) query = query.where('conversion_id', '=', filter.conversionId);
  if (filter.orderReference) query = query.where('order_reference', '=', filter.orderReference);
  if (filter.refundId) query = query.where('refund_id', '=', filter.refundId);
  if (filter.kind) query = query.where('kind', '=', filter.kind);
  if (filter.state) query = query.where('state', '=', filter.state);
  return query.execute();
};

const toRefund = (row: Row): Refund => ({
  seq: row.seq,
  id: row.id,
  programId: row.program_id,
  conversionId: row.conversion_id,
  orderReference: row.order_reference,
  refundId: row.refund_id,
  kind: row.kind as RefundKind,
  state: row.state as RefundState,
  amountMinor: row.amount_minor,
  currency: row.currency as Currency | null,
  appliedMinor: row.applied_minor,
  reason: row.reason,
  told: JSON.parse(row.body_json),
  idempotencyKey: row.idempotency_key,
  occurredAt: row.occurred_at,
  receivedAt: row.received_at,
  appliedAt: row.applied_at,
});
