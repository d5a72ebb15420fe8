import { countEarnings, insertCommissions, type NewCommission } from '../commissions/commission.store.ts';
import type { NewConversion } from '../conversions/conversion.store.ts';
import { dayMs } from '../core/clock.ts';
import { type Money, money } from '../core/money.ts';
import type { Customer } from '../customers/customer.ts';
import type { Work } from '../database/work.ts';
import { postMovements } from '../ledger/ledger.service.ts';
import type { Partner } from '../partners/partner.ts';
import type { Program } from '../programs/program.ts';
import { stillPays } from '../rules/duration.ts';
import { type Earning, earn } from '../rules/earning.ts';
import { listRulesInForce } from '../rules/rule.store.ts';
import type { Rule } from '../rules/rule.ts';
import { type CommissionLine, commissionLines } from './commission-lines.ts';

interface EarningCase {
  readonly program: Program;
  readonly conversion: NewConversion;
  readonly partner: Partner;
  readonly customer: Customer | null;
}

/** Gives a partner what a qualified conversion earns: the commissions and, in the ledger, what is now owed. */
export const earnCommissions = async (work: Work, earning: EarningCase): Promise<NewCommission[]> => {
  const { program, conversion, partner } = earning;
  const rules = await listRulesInForce(work.tx, program.id, conversion.type, partner.id);
  const base = money(conversion.baseMinor, conversion.currency ?? program.currency);
  const commissions: NewCommission[] = [];
  for (const line of commissionLines(conversion, base, rules, partner)) {
    if (!(await rulePays(work, line.rule, earning))) continue;
    const earned = earn(line.rule, line.base);
    if (isWorthStoring(earned)) commissions.push(newCommission(work, earning, line, earned));
  }
  await insertCommissions(work, commissions);
  await postMovements(work, commissions.map(toMovement));
  return commissions;
};

const rulePays = async (
  work: Work,
  rule: Rule,
  { program, conversion, partner, customer }: EarningCase,
): Promise<boolean> => {
  if (!customer || (rule.maxCount === null && rule.maxMonths === null)) return true;
  const paidCount =
    rule.maxCount === null
      ? 0
      : await countEarnings(work.tx, {
          customerId: customer.id,
          partnerId: partner.id,
          ruleId: rule.id,
        });
  const history = { firstPurchaseAt: customer.firstPurchaseAt, paidCount };
  return stillPays(rule, history, conversion.occurredAt, program.timeZone);
};

/** A nothing is stored only where there is a reason to show for it. */
const isWorthStoring = (earned: Earning): boolean => earned.amount.minor !== 0 || earned.reason !== null;

const newCommission = (
  work: Work,
  { program, conversion, partner, customer }: EarningCase,
  { line, rule, base }: CommissionLine,
  earned: Earning,
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
  tierId: null,
  exchangeRateId: null,
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
