import { insertCommissions, type NewCommission } from '../../commissions/commission.store.ts';
import { dayMs } from '../../core/clock.ts';
import type { Money } from '../../core/money.ts';
import type { Work } from '../../database/work.ts';
import { postMovements } from '../../ledger/ledger.service.ts';
import { tierAt } from '../tiers/tier-at.ts';
import { computeEarnings, type EarnedLine, type EarningCase, type Earnings } from './compute-earnings.ts';

/** Gives a partner what a qualified conversion earns: the commissions and, in the ledger, what is now owed. */
export const earnCommissions = async (
  work: Work,
  qualified: Omit<EarningCase, 'tierId' | 'rulesAt'>,
): Promise<NewCommission[]> => {
  const { program, partner, conversion } = qualified;
  const tierId = await tierAt(work, program, partner, conversion.occurredAt);
  // Qualified later, it earns by the rules of the instant at which it was received.
  const rulesAt = conversion.receivedAt === work.now ? undefined : conversion.receivedAt;
  const earning = { ...qualified, tierId, rulesAt };
  const earnings = await computeEarnings(work.tx, earning);
  const commissions = earnings.lines.map((line) => newCommission(work, earning, earnings, line));
  await insertCommissions(work, commissions);
  await postMovements(work, commissions.map(toMovement));
  await earnings.caps?.store(work.tx);
  return commissions;
};

const newCommission = (
  work: Work,
  { program, conversion, partner, customer, tierId }: EarningCase,
  { capPeriods }: Earnings,
  { line, rule, base, earned, rate }: EarnedLine,
): NewCommission => ({
  id: work.ids.mint('com'),
  programId: program.id,
  partnerId: partner.id,
  conversionId: conversion.id,
  referralId: conversion.referralId,
  customerId: customer?.id ?? null,
  kind: conversion.type === 'signup' ? 'signup' : 'sale',
  line,
  state: 'pending',
  base,
  original: earned.amount,
  reversedMinor: 0,
  ruleId: rule.id,
  ruleVersion: rule.version,
  model: rule.terms.kind,
  basisPoints: rule.terms.kind === 'percent' ? rule.terms.basisPoints : null,
  tierId,
  exchangeRateId: rate?.id ?? null,
  capPeriods,
  dueAt: Math.max(conversion.occurredAt + program.holdDays * dayMs, work.now),
  approvedAt: program.approval === 'auto' ? work.now : null,
  holdReasons: [],
  payoutId: null,
  paidAt: null,
  voidedAt: null,
  originalCommissionId: null,
  refundId: null,
  reason: earned.reason,
  note: null,
  conversionType: conversion.type,
  orderId: conversion.orderId,
  occurredAt: conversion.occurredAt,
  createdAt: work.now,
});

const toMovement = (commission: NewCommission) => ({
  programId: commission.programId,
  partnerId: commission.partnerId,
  commissionId: commission.id,
  from: 'expense' as const,
  to: 'pending' as const,
  amount: commission.original satisfies Money,
  reason: 'commission.created',
});
