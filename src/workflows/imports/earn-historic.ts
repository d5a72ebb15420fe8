import { insertCommissions, type NewCommission } from '../../commissions/commission.store.ts';
import { dayMs } from '../../core/clock.ts';
import { invariant } from '../../core/errors.ts';
import { money } from '../../core/money.ts';
import type { Work } from '../../database/work.ts';
import type { ImportOptions } from '../../imports/import.ts';
import { postMovements } from '../../ledger/ledger.service.ts';
import { earnCommissions } from '../earning/earn-commissions.ts';

type Earn = typeof earnCommissions;
type Earned = Parameters<Earn>[1];

/**
 * How a sale earns that another system has dealt with.
 *
 * @param commissionMinor what it earned there, in minor units of the sale's currency; by the rules when it is
 *   undefined
 */
export const earnHistoric = (
  commissions: ImportOptions['commissions'],
  commissionMinor: number | undefined,
): Earn => {
  if (commissions === 'none' || commissionMinor === 0) return async () => [];
  if (commissionMinor === undefined) return earnCommissions;
  return async (work, earned) => {
    const commission = historicCommission(work, earned, commissionMinor, commissions);
    await insertCommissions(work, [commission]);
    await postMovements(work, [
      {
        ...{ programId: commission.programId, partnerId: commission.partnerId, commissionId: commission.id },
        from: 'expense',
        to: commissions === 'due' ? 'pending' : 'paid',
        amount: commission.original,
        reason: 'commission.created',
      },
    ]);
    return [commission];
  };
};

/** No rule of ours made it. What was paid elsewhere belongs to no payout. */
const historicCommission = (
  work: Work,
  { program, conversion, partner, customer }: Earned,
  minor: number,
  commissions: 'due' | 'paid_elsewhere',
): NewCommission => {
  const { currency } = conversion;
  invariant(currency !== null, `the sale ${conversion.id} has a currency`);
  const isOwed = commissions === 'due';
  return {
    id: work.ids.mint('com'),
    programId: program.id,
    partnerId: partner.id,
    conversionId: conversion.id,
    referralId: conversion.referralId,
    customerId: customer?.id ?? null,
    kind: 'sale',
    line: '',
    state: isOwed ? 'pending' : 'paid',
    base: money(conversion.baseMinor, currency),
    original: money(minor, currency),
    reversedMinor: 0,
    ...{ ruleId: null, ruleVersion: null, model: null, basisPoints: null },
    ...{ tierId: null, exchangeRateId: null, capPeriods: null },
    dueAt: isOwed ? Math.max(conversion.occurredAt + program.holdDays * dayMs, work.now) : work.now,
    approvedAt: work.now,
    holdReasons: [],
    ...{ payoutId: null, paidAt: isOwed ? null : work.now, voidedAt: null },
    ...{ originalCommissionId: null, refundId: null },
    reason: 'import',
    note: null,
    conversionType: conversion.type,
    orderId: conversion.orderId,
    occurredAt: conversion.occurredAt,
    createdAt: work.now,
  };
};
