import type { Conversion } from '../../conversions/conversion.ts';
import { DomainError, invalidField, invariant } from '../../core/errors.ts';
import type { RefundId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import type { Reach } from '../../http/caller.ts';
import { countParkedRefunds } from '../../programs/program.store.ts';
import type { Program } from '../../programs/program.ts';
import { findParkedRefunds, parkRefund } from '../../refunds/parked-refund.store.ts';
import { findRefund, findRefundById, insertRefund } from '../../refunds/refund.store.ts';
import { kindUndoneBy, type Refund } from '../../refunds/refund.ts';
import type { RefundRequest } from '../../refunds/refund-request.ts';
import { answerOnce, type FirstAnswer, type TrackReply } from '../tracking/answer-once.ts';
import { applyRefunds } from './apply-refunds.ts';
import { assertRoom } from './assert-room.ts';
import { findRefunded, type Refunded } from './find-refunded.ts';
import { refundAnswer } from './refund-answer.ts';

/**
 * Records a refund, a chargeback, or what undoes one, exactly once: the key, the refund, the conversion, its
 * commissions, their ledger entries and every event are one unit. One that comes before its sale is parked.
 *
 * @throws DomainError `program_required`, `idempotency_conflict`, `already_exists` or `invalid_request`
 */
export const recordRefund = async (work: Work, reach: Reach, request: RefundRequest): Promise<TrackReply> => {
  const refunded = await findRefunded(work.tx, reach, request);
  const { operation, idempotencyKey, bodyHash, warnings } = request;
  return answerOnce(
    work,
    { programId: refunded.program.id, operation, idempotencyKey, bodyHash },
    () => recordOnce(work, refunded, request),
    async (id) => refundAnswer(work.tx, await getRefund(work, id as RefundId), warnings),
  );
};

const recordOnce = async (
  work: Work,
  { program, conversion }: Refunded,
  request: RefundRequest,
): Promise<FirstAnswer> => {
  const earlier = await findEarlier(work, program, conversion, request);
  const refund = earlier ?? (await createRefund(work, program, conversion, request));
  const answer = await refundAnswer(work.tx, refund, request.warnings);
  return { subjectId: refund.id, answer, isKnown: earlier !== undefined };
};

const findEarlier = async (
  work: Work,
  program: Program,
  conversion: Conversion | undefined,
  request: RefundRequest,
): Promise<Refund | undefined> => {
  const { refundId, kind } = request;
  if (refundId === null) return undefined;
  const earlier = await findRefund(work.tx, { programId: program.id, refundId, kind });
  if (!earlier) return undefined;
  const isAlike =
    (await isOfSameOrder(work, program, earlier, conversion, request)) && isSameAmount(earlier, request);
  if (isAlike) return earlier;
  throw new DomainError(
    'already_exists',
    `This ${kind} was recorded before as ${earlier.id} with another order, amount or currency.`,
    [{ path: 'refund_id', message: `names ${earlier.id}, which differs` }],
  );
};

const isOfSameOrder = async (
  work: Work,
  program: Program,
  earlier: Refund,
  conversion: Conversion | undefined,
  { references }: RefundRequest,
): Promise<boolean> => {
  if (earlier.conversionId !== null) return earlier.conversionId === conversion?.id;
  if (conversion) return false;
  return (await findParkedRefunds(work.tx, program.id, references)).includes(earlier.id);
};

/** The rest may be told again by what it came to. */
const isSameAmount = (earlier: Refund, { amountMinor, currency }: RefundRequest): boolean => {
  if (currency !== null && earlier.currency !== null && currency !== earlier.currency) return false;
  if (amountMinor === earlier.amountMinor) return true;
  return earlier.amountMinor === null && earlier.state === 'applied' && amountMinor === earlier.appliedMinor;
};

const createRefund = async (
  work: Work,
  program: Program,
  conversion: Conversion | undefined,
  request: RefundRequest,
): Promise<Refund> => {
  if (conversion) await assertFits(work, conversion, request);
  if (kindUndoneBy(request.kind) === undefined)
    await assertRoom(work, program, conversion, request.references);
  const id = work.ids.mint('rfd');
  await insertRefund(work, {
    id,
    programId: program.id,
    conversionId: conversion?.id ?? null,
    orderReference: request.references[0] ?? null,
    refundId: request.refundId ?? id,
    kind: request.kind,
    state: 'parked',
    amountMinor: request.amountMinor,
    currency: request.currency,
    appliedMinor: 0,
    reason: request.reason,
    told: { operation: request.operation, order_ids: request.references },
    idempotencyKey: request.idempotencyKey,
    occurredAt: request.occurredAt ?? work.now,
    receivedAt: work.now,
    appliedAt: null,
  });
  const refund = await getRefund(work, id);
  if (conversion) return (await applyRefunds(work, program, conversion, refund)).refund;
  await parkRefund(work.tx, program.id, id, request.references);
  await countParkedRefunds(work.tx, program.id, 1);
  return refund;
};

/** @throws DomainError `invalid_request` when it is of another currency or undoes something of another sale */
const assertFits = async (work: Work, conversion: Conversion, request: RefundRequest): Promise<void> => {
  const { currency, kind, refundId } = request;
  if (currency !== null && currency !== conversion.currency) {
    throw invalidField('currency', `is not that of the sale, which was charged in ${conversion.currency}`);
  }
  const undoneKind = kindUndoneBy(kind);
  if (undoneKind === undefined || refundId === null) return;
  const { programId } = conversion;
  const undone = await findRefund(work.tx, { programId, refundId, kind: undoneKind });
  if (undone && undone.conversionId !== conversion.id) {
    throw invalidField('refund_id', `names a ${undoneKind} of another sale`);
  }
};

const getRefund = async (work: Work, id: RefundId): Promise<Refund> => {
  const refund = await findRefundById(work.tx, id);
  invariant(refund, `the refund ${id} is there`);
  return refund;
};
