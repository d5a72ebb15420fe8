import type { Selectable } from 'kysely';
import type { AttributionMethod, AttributionReason } from '../attribution/attribution.ts';
import { readCandidates, writeCandidates } from '../attribution/stored-candidates.ts';
import type { Currency } from '../core/currencies.ts';
import type { ConversionId, CustomerId, ProgramId } from '../core/ids.ts';
import { insertRows } from '../database/insert-rows.ts';
import { literal } from '../database/literal.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx, Work } from '../database/work.ts';
import type { Conversion, ConversionState } from './conversion.ts';
import { noteCorrection } from './conversion-correction.store.ts';
import { readFacts, writeFacts } from './stored-facts.ts';

/** A conversion about to be stored; what the store fills in itself is left out. */
export type NewConversion = Omit<Conversion, 'seq' | 'updatedAt' | 'rowVersion'>;

export const insertConversion = async (work: Work, conversion: NewConversion): Promise<void> => {
  await insertRows(work.tx, 'conversions', [
    {
      id: conversion.id,
      program_id: conversion.programId,
      type: conversion.type,
      state: conversion.state,
      customer_id: conversion.customerId,
      referral_id: conversion.referralId,
      partner_id: conversion.partnerId,
      order_id: conversion.orderId,
      currency: conversion.currency,
      amount_minor: conversion.amountMinor,
      tax_minor: conversion.taxMinor,
      shipping_minor: conversion.shippingMinor,
      discount_minor: conversion.discountMinor,
      base_minor: conversion.baseMinor,
      refunded_minor: conversion.refundedMinor,
      refund_status: conversion.refundStatus,
      method: conversion.method,
      reason: conversion.reason,
      state_reason: conversion.stateReason,
      state_note: conversion.stateNote,
      candidates_json: writeCandidates(conversion.candidates),
      click_id: conversion.clickId,
      promo_code_id: conversion.promoCodeId,
      facts_json: writeFacts(conversion.facts),
      idempotency_key: conversion.idempotencyKey,
      actor: `${work.actor.kind}:${work.actor.id}`,
      request_id: work.requestId,
      row_version: 1,
      occurred_at: conversion.occurredAt,
      received_at: conversion.receivedAt,
      updated_at: work.now,
    },
  ]);
};

const byId = statement<{ id: ConversionId }, Row>((db, arg) =>
  db.selectFrom('conversions').selectAll().where('id', '=', arg('id')),
);

export const findConversion = async (db: Db, id: ConversionId): Promise<Conversion | undefined> => {
  const [row] = await byId(db, { id });
  return row && toConversion(row);
};

const signupOf = statement<{ programId: ProgramId; customerId: CustomerId }, Row>((db, arg) =>
  db
    .selectFrom('conversions')
    .selectAll()
    .where('program_id', '=', arg('programId'))
    .where('customer_id', '=', arg('customerId'))
    .where('type', '=', literal('signup')),
);

/** A customer signs up once in a program, however often we are told. */
export const findSignup = async (
  db: Db,
  programId: ProgramId,
  customerId: CustomerId,
): Promise<Conversion | undefined> => {
  const [row] = await signupOf(db, { programId, customerId });
  return row && toConversion(row);
};

/** Stores the state of a conversion that is still at the version it was read at; answers whether it was. */
export const updateConversionState = async (
  tx: Tx,
  before: Conversion,
  after: Conversion,
): Promise<boolean> => {
  const result = await tx
    .updateTable('conversions')
    .set({
      state: after.state,
      state_reason: after.stateReason,
      state_note: after.stateNote,
      updated_at: after.updatedAt,
      row_version: after.rowVersion,
    })
    .where('id', '=', before.id)
    .where('state', '=', before.state)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) return false;
  await noteCorrection(tx, before, after);
  return true;
};

/** Stores what is given back of a conversion that is still at the version it was read at; answers whether it was. */
export const updateConversionRefunds = async (
  tx: Tx,
  before: Conversion,
  after: Conversion,
): Promise<boolean> => {
  const result = await tx
    .updateTable('conversions')
    .set({
      refunded_minor: after.refundedMinor,
      refund_status: after.refundStatus,
      updated_at: after.updatedAt,
      row_version: after.rowVersion,
    })
    .where('id', '=', before.id)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) return false;
  await noteCorrection(tx, before, after);
  return true;
};

/** Stores whose a conversion is that is still at the version it was read at; answers whether it was. */
export const updateConversionAssignment = async (
  tx: Tx,
  before: Conversion,
  after: Conversion,
): Promise<boolean> => {
  const result = await tx
    .updateTable('conversions')
    .set({
      partner_id: after.partnerId,
      referral_id: after.referralId,
      method: after.method,
      reason: after.reason,
      candidates_json: writeCandidates(after.candidates),
      click_id: after.clickId,
      promo_code_id: after.promoCodeId,
      facts_json: writeFacts(after.facts),
      updated_at: after.updatedAt,
      row_version: after.rowVersion,
    })
    .where('id', '=', before.id)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) return false;
  await noteCorrection(tx, before, after);
  return true;
};

type Row = Selectable<Schema['conversions']>;

export const toConversion = (row: Row): Conversion => ({
  seq: row.seq,
  id: row.id,
  programId: row.program_id,
  type: row.type,
  state: row.state as ConversionState,
  customerId: row.customer_id,
  referralId: row.referral_id,
  partnerId: row.partner_id,
  orderId: row.order_id,
  currency: row.currency as Currency | null,
  amountMinor: row.amount_minor,
  taxMinor: row.tax_minor,
  shippingMinor: row.shipping_minor,
  discountMinor: row.discount_minor,
  baseMinor: row.base_minor,
  refundedMinor: row.refunded_minor,
  refundStatus: row.refund_status as Conversion['refundStatus'],
  method: row.method as AttributionMethod,
  reason: row.reason as AttributionReason,
  stateReason: row.state_reason as Conversion['stateReason'],
  stateNote: row.state_note,
  candidates: readCandidates(row.candidates_json),
  clickId: row.click_id,
  promoCodeId: row.promo_code_id,
  facts: readFacts(row.facts_json),
  idempotencyKey: row.idempotency_key,
  occurredAt: row.occurred_at,
  receivedAt: row.received_at,
  updatedAt: row.updated_at,
  rowVersion: row.row_version,
});
