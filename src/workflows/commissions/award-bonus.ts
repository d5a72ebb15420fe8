import { recordChange } from '../../audit/record.ts';
import { commissionData } from '../../commissions/commission.events.ts';
import { insertCommissions, type NewCommission } from '../../commissions/commission.store.ts';
import type { Conversion } from '../../conversions/conversion.ts';
import type { Instant } from '../../core/clock.ts';
import { type Money, zero } from '../../core/money.ts';
import type { Work } from '../../database/work.ts';
import { recordEvent } from '../../events/record.ts';
import { postMovements } from '../../ledger/ledger.service.ts';
import type { Partner } from '../../partners/partner.ts';
import { changeCommission } from './change-commission.ts';
import { commissionSurroundings } from './commission-surroundings.ts';

export interface Bonus {
  readonly partner: Partner;
  /** Above zero. */
  readonly amount: Money;
  readonly note: string;
  /** At once when it is left out. */
  readonly dueAt?: Instant | undefined;
  /** What it is for. */
  readonly conversion?: Conversion | undefined;
}

/** Gives a partner something beside the rules. A person's own commission needs no other's approval. */
export const awardBonus = async (work: Work, bonus: Bonus): Promise<NewCommission> => {
  const { amount } = bonus;
  const commission = bonusOf(work, bonus);
  const { programId, partnerId, id } = commission;
  await insertCommissions(work, [commission]);
  recordChange(work, { id, programId, after: commission });
  await postMovements(work, [
    {
      programId,
      partnerId,
      commissionId: id,
      from: 'expense',
      to: 'pending',
      amount,
      reason: 'commission.created',
    },
  ]);
  const data = commissionData(commission, await commissionSurroundings(work.tx, commission));
  recordEvent(work, 'commission.created', { programId, partnerId, entityId: id, data });
  if (commission.dueAt > work.now) return commission;
  return changeCommission(work, { ...commission, seq: 0, updatedAt: work.now, rowVersion: 1 }, {});
};

const bonusOf = (work: Work, { partner, amount, note, dueAt, conversion }: Bonus): NewCommission => ({
  id: work.ids.mint('com'),
  programId: partner.programId,
  partnerId: partner.id,
  conversionId: conversion?.id ?? null,
  referralId: conversion?.referralId ?? null,
  customerId: conversion?.customerId ?? null,
  kind: 'bonus',
  line: '',
  state: 'pending',
  base: zero(amount.currency),
  original: amount,
  reversedMinor: 0,
  ruleId: null,
  ruleVersion: null,
  model: null,
  basisPoints: null,
  tierId: null,
  exchangeRateId: null,
  capPeriods: null,
  dueAt: Math.max(dueAt ?? work.now, work.now),
  approvedAt: work.now,
  holdReasons: [],
  payoutId: null,
  paidAt: null,
  voidedAt: null,
  originalCommissionId: null,
  refundId: null,
  reason: 'bonus',
  note,
  conversionType: conversion?.type ?? null,
  orderId: conversion?.orderId ?? null,
  occurredAt: work.now,
  createdAt: work.now,
});
