import { findConversion } from '../../conversions/conversion.store.ts';
import type { Conversion } from '../../conversions/conversion.ts';
import { invariant } from '../../core/errors.ts';
import type { ConversionId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import { countParkedRefunds } from '../../programs/program.store.ts';
import type { Program } from '../../programs/program.ts';
import { findParkedRefunds, unparkRefund } from '../../refunds/parked-refund.store.ts';
import { findRefundById, updateRefund } from '../../refunds/refund.store.ts';
import type { Refund } from '../../refunds/refund.ts';
import { applyRefunds } from './apply-refunds.ts';

/**
 * Applies what came before its sale, in the unit that stores the sale or tells a further name of it. Free for a
 * program that has no refund waiting: its row says so. One in another currency than the sale's is not of this sale
 * and waits on.
 *
 * @param references every name of the order
 * @returns the conversion as it is afterwards; undefined when nothing was waiting for it
 */
export const applyParkedRefunds = async (
  work: Work,
  program: Program,
  conversionId: ConversionId,
  references: readonly string[],
): Promise<Conversion | undefined> => {
  if (program.parkedRefunds === 0 || references.length === 0) return undefined;
  const waiting = await findParkedRefunds(work.tx, program.id, references);
  if (waiting.length === 0) return undefined;
  let conversion = await findConversion(work.tx, conversionId);
  invariant(conversion, `the conversion ${conversionId} was stored in this unit`);
  if (conversion.currency === null) return undefined;
  // One after the other, as if each had come now: so are their events.
  for (const id of waiting) conversion = await applyOne(work, program, conversion, id);
  return conversion;
};

const applyOne = async (
  work: Work,
  program: Program,
  conversion: Conversion,
  id: Refund['id'],
): Promise<Conversion> => {
  const refund = await findRefundById(work.tx, id);
  invariant(refund, `the refund ${id} that waits is there`);
  if (refund.currency !== null && refund.currency !== conversion.currency) return conversion;
  await unparkRefund(work.tx, program.id, id);
  await countParkedRefunds(work.tx, program.id, -1);
  await updateRefund(work.tx, { ...refund, conversionId: conversion.id, currency: conversion.currency });
  return (await applyRefunds(work, program, conversion, refund)).conversion;
};
