import type { Selectable } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import type { CommissionId, ConversionId, CustomerId, PartnerId, RuleId } from '../core/ids.ts';
import { money } from '../core/money.ts';
import { insertRows } from '../database/insert-rows.ts';
import { literal } from '../database/literal.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx, Work } from '../database/work.ts';
import type { Commission, CommissionKind, CommissionState } from './commission.ts';
import { noteCorrection } from './commission-correction.store.ts';

/** A commission about to be stored; what the store fills in itself is left out. */
export type NewCommission = Omit<Commission, 'seq' | 'updatedAt' | 'rowVersion'>;

export const insertCommissions = async (work: Work, commissions: readonly NewCommission[]): Promise<void> => {
  const actor = `${work.actor.kind}:${work.actor.id}`;
  await insertRows(
    work.tx,
    'commissions',
    commissions.map((commission) => ({
      id: commission.id,
      program_id: commission.programId,
      partner_id: commission.partnerId,
      conversion_id: commission.conversionId,
      referral_id: commission.referralId,
      customer_id: commission.customerId,
      kind: commission.kind,
      line: commission.line,
      state: commission.state,
      currency: commission.original.currency,
      base_minor: commission.base.minor,
      amount_minor: commission.original.minor,
      reversed_minor: commission.reversedMinor,
      rule_id: commission.ruleId,
      rule_version: commission.ruleVersion,
      rule_kind: commission.model,
      basis_points: commission.basisPoints,
      tier_id: commission.tierId,
      exchange_rate_id: commission.exchangeRateId,
      cap_uses_json: commission.capPeriods && JSON.stringify(commission.capPeriods),
      due_at: commission.dueAt,
      approved_at: commission.approvedAt,
      hold_reasons_json: JSON.stringify(commission.holdReasons),
      payout_id: commission.payoutId,
      paid_at: commission.paidAt,
      voided_at: commission.voidedAt,
      original_commission_id: commission.originalCommissionId,
      refund_id: commission.refundId ?? '',
      reason: commission.reason,
      note: commission.note,
      conversion_type: commission.conversionType,
      order_id: commission.orderId,
      occurred_at: commission.occurredAt,
      actor,
      request_id: work.requestId,
      row_version: 1,
      created_at: commission.createdAt,
      updated_at: work.now,
    })),
  );
};

/** Two searches of two indexes: each takes the query to repeat the index's own condition. */
const byConversion = statement<{ conversionId: ConversionId }, Row>((db, arg) => {
  const ofConversion = () =>
    db.selectFrom('commissions').selectAll().where('conversion_id', '=', arg('conversionId'));
  return ofConversion()
    .where('state', '<>', literal('voided'))
    .unionAll(ofConversion().where('state', '=', literal('voided')));
});

/** Everything a conversion ever earned, oldest first. */
export const listCommissionsOf = async (db: Db, conversionId: ConversionId): Promise<Commission[]> =>
  (await byConversion(db, { conversionId })).map(toCommission).sort((left, right) => left.seq - right.seq);

const correcting = statement<{ originalId: CommissionId }, Row>((db, arg) =>
  db
    .selectFrom('commissions')
    .selectAll()
    .where('original_commission_id', '=', arg('originalId'))
    .where('original_commission_id', 'is not', null)
    .orderBy('seq'),
);

/** The lines that correct a commission, oldest first. */
export const listCorrectionsOf = async (db: Db, originalId: CommissionId): Promise<Commission[]> =>
  (await correcting(db, { originalId })).map(toCommission);

export const findCommission = async (db: Db, id: CommissionId): Promise<Commission | undefined> => {
  const row = await db.selectFrom('commissions').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toCommission(row);
};

/** The earnings of a partner from a customer under one rule: what `max_count` and `max_months` look at. */
export const countEarnings = async (
  db: Db,
  earned: { customerId: CustomerId; partnerId: PartnerId; ruleId: RuleId },
): Promise<number> => {
  const row = await db
    .selectFrom('commissions')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('partner_id', '=', earned.partnerId)
    .where('customer_id', '=', earned.customerId)
    .where('rule_id', '=', earned.ruleId)
    .where('kind', '=', 'sale')
    .where('state', '<>', 'voided')
    .executeTakeFirst();
  return row?.count ?? 0;
};

/** What a partner has pending, the oldest first. */
export const listPendingOf = async (db: Db, partnerId: PartnerId, limit: number): Promise<Commission[]> => {
  const rows = await db
    .selectFrom('commissions')
    .selectAll()
    .where('partner_id', '=', partnerId)
    .where('state', '=', literal('pending'))
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(toCommission);
};

/** Approved commissions whose hold has ended, the oldest first. */
export const listReadyToBecomeDue = async (db: Db, now: Instant, limit: number): Promise<Commission[]> => {
  const rows = await db
    .selectFrom('commissions')
    .selectAll()
    .where('state', '=', literal('pending'))
    .where('due_at', '<=', now)
    .where('approved_at', 'is not', null)
    .orderBy('due_at')
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(toCommission);
};

/** Whether there is anything to release: asked far more often than there is. */
export const isAnyReadyToBecomeDue = async (db: Db, now: Instant): Promise<boolean> =>
  (await listReadyToBecomeDue(db, now, 1)).length > 0;

/** Stores a commission that is still at the version it was read at; answers whether it was. */
export const updateCommission = async (
  tx: Tx,
  before: Commission,
  after: Commission,
  now: Instant,
): Promise<boolean> => {
  const result = await tx
    .updateTable('commissions')
    .set({
      state: after.state,
      reversed_minor: after.reversedMinor,
      due_at: after.dueAt,
      approved_at: after.approvedAt,
      hold_reasons_json: JSON.stringify(after.holdReasons),
      payout_id: after.payoutId,
      paid_at: after.paidAt,
      voided_at: after.voidedAt,
      reason: after.reason,
      note: after.note,
      updated_at: now,
      row_version: before.rowVersion + 1,
    })
    .where('id', '=', before.id)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) return false;
  await noteCorrection(tx, before, after);
  return true;
};

type Row = Selectable<Schema['commissions']>;

export const toCommission = (row: Row): Commission => {
  const currency = row.currency as Currency;
  return {
    seq: row.seq,
    id: row.id,
    programId: row.program_id,
    partnerId: row.partner_id,
    conversionId: row.conversion_id,
    referralId: row.referral_id,
    customerId: row.customer_id,
    kind: row.kind as CommissionKind,
    line: row.line,
    state: row.state as CommissionState,
    base: money(row.base_minor, currency),
    original: money(row.amount_minor, currency),
    reversedMinor: row.reversed_minor,
    ruleId: row.rule_id,
    ruleVersion: row.rule_version,
    model: row.rule_kind as Commission['model'],
    basisPoints: row.basis_points,
    tierId: row.tier_id,
    exchangeRateId: row.exchange_rate_id,
    capPeriods: row.cap_uses_json === null ? null : JSON.parse(row.cap_uses_json),
    dueAt: row.due_at,
    approvedAt: row.approved_at,
    holdReasons: JSON.parse(row.hold_reasons_json),
    payoutId: row.payout_id,
    paidAt: row.paid_at,
    voidedAt: row.voided_at,
    originalCommissionId: row.original_commission_id,
    refundId: row.refund_id === '' ? null : (row.refund_id as Commission['refundId']),
    reason: row.reason as Commission['reason'],
    note: row.note,
    conversionType: row.conversion_type,
    orderId: row.order_id,
    occurredAt: row.occurred_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    rowVersion: row.row_version,
  };
};
