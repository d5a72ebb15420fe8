import { insertRows } from '../database/insert-rows.ts';
import type { Tx } from '../database/work.ts';
import type { Conversion } from './conversion.ts';
import { conversionFigures, countedAt } from './conversion-figures.ts';

/**
 * Notes for the reports by how much a conversion that was stored before has changed. Only for changes: a new one is
 * found by its `seq`.
 */
export const noteCorrection = async (tx: Tx, before: Conversion, after: Conversion): Promise<void> => {
  const changes = [signed(before, -1), signed(after, 1)].filter((change) => change !== undefined);
  await insertRows(tx, 'report_corrections', changes);
};

const signed = (conversion: Conversion, sign: 1 | -1) => {
  if (conversion.partnerId === null || conversion.state !== 'qualified') return undefined;
  const figures = conversionFigures(conversion);
  return {
    source: 'conversions',
    row_seq: conversion.seq,
    program_id: conversion.programId,
    partner_id: conversion.partnerId,
    at: countedAt(conversion),
    currency: conversion.currency ?? '',
    signups: sign * figures.signups,
    purchases: sign * figures.purchases,
    revenue_minor: sign * figures.revenueMinor,
    refunds: sign * figures.refunds,
    refunded_minor: sign * figures.refundedMinor,
    commission_minor: 0,
  };
};
