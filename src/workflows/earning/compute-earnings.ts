import type { CapPeriods } from '../../caps/cap.ts';
import { countEarnings } from '../../commissions/commission.store.ts';
import type { NewConversion } from '../../conversions/conversion.store.ts';
import type { Instant } from '../../core/clock.ts';
import type { TierId } from '../../core/ids.ts';
import type { Customer } from '../../customers/customer.ts';
import type { Db } from '../../database/work.ts';
import type { ExchangeRate } from '../../exchange-rates/exchange-rate.ts';
import type { Partner } from '../../partners/partner.ts';
import type { Program } from '../../programs/program.ts';
import { isStopped, stillPays } from '../../rules/duration.ts';
import { type Earning, earn, needsRate, nothingFor } from '../../rules/earning.ts';
import { listRulesInForce, listRulesInForceAt } from '../../rules/rule.store.ts';
import type { Rule } from '../../rules/rule.ts';
import { type CommissionLine, commissionLines } from './commission-lines.ts';
import { type OpenCaps, openCaps } from './open-caps.ts';
import { type SaleExchange, saleExchange, saleRateOf } from './sale-exchange.ts';

export interface EarningCase {
  readonly program: Program;
  readonly conversion: NewConversion;
  readonly partner: Partner;
  readonly customer: Customer | null;
  /** When the customer of its referral canceled. */
  readonly recurringStoppedAt?: Instant | null | undefined;
  /** The tier that the partner was in when it occurred: `tierAt`. */
  readonly tierId: TierId | null;
  /** An earlier instant, by whose rules it earns; by those in force when it is left out. */
  readonly rulesAt?: Instant | undefined;
  /** Lines that the partner has been paid for before: nothing is earned with them. */
  readonly paidLines?: ReadonlySet<string> | undefined;
}

/** What one line of a conversion earns, and by what. */
export interface EarnedLine extends CommissionLine {
  readonly earned: Earning;
  /** The rate that the amount depends on. */
  readonly rate: ExchangeRate | null;
}

export interface Earnings {
  readonly lines: readonly EarnedLine[];
  /** Undefined where the program has no caps. */
  readonly caps: OpenCaps | undefined;
  readonly capPeriods: CapPeriods | null;
}

/** Computes what a conversion earns its partner, line by line, and stores nothing. */
export const computeEarnings = async (db: Db, earning: EarningCase): Promise<Earnings> => {
  const { program, conversion, partner, tierId } = earning;
  const rules = await listRulesOf(db, earning);
  const exchange = await saleExchange(db, program, conversion);
  const caps = await openCaps(db, program, partner, conversion);
  const lines: EarnedLine[] = [];
  for (const line of commissionLines(conversion, exchange.base, rules, { partner, tierId })) {
    if (earning.paidLines?.has(line.line)) continue;
    if (!(await rulePays(db, line.rule, earning))) continue;
    const computed = hasStopped(line.rule, earning)
      ? { earned: nothingFor(line.base, 'recurring_stopped'), rate: null }
      : await computeLine(line, exchange, caps);
    if (isWorthStoring(computed.earned)) lines.push({ ...line, ...computed });
  }
  return { lines, caps, capPeriods: caps?.periods ?? null };
};

const listRulesOf = (db: Db, { program, conversion, partner, rulesAt }: EarningCase): Promise<Rule[]> => {
  const where = { programId: program.id, appliesTo: conversion.type, partnerId: partner.id };
  return rulesAt === undefined
    ? listRulesInForce(db, where.programId, where.appliesTo, where.partnerId)
    : listRulesInForceAt(db, where, rulesAt);
};

const computeLine = async (
  { rule, base }: CommissionLine,
  exchange: SaleExchange,
  caps: OpenCaps | undefined,
): Promise<{ earned: Earning; rate: ExchangeRate | null }> => {
  if (exchange.isMissing) return { earned: nothingFor(base, 'no_rate'), rate: null };
  const isForeign = base.currency !== rule.currency;
  const isRateNeeded = isForeign && (caps !== undefined || needsRate(rule, base));
  const rate = isRateNeeded ? await exchange.rate() : undefined;
  if (isRateNeeded && !rate) return { earned: nothingFor(base, 'no_rate'), rate: null };
  const earned = earn(rule, base, rate && saleRateOf(rate));
  return { earned: caps ? caps.take(earned, rate) : earned, rate: rate ?? exchange.convertedBy };
};

const rulePays = async (
  db: Db,
  rule: Rule,
  { program, conversion, partner, customer }: EarningCase,
): Promise<boolean> => {
  if (!customer || (rule.maxCount === null && rule.maxMonths === null)) return true;
  const paidCount =
    rule.maxCount === null
      ? 0
      : await countEarnings(db, { customerId: customer.id, partnerId: partner.id, ruleId: rule.id });
  const history = { firstPurchaseAt: customer.firstPurchaseAt, paidCount };
  return stillPays(rule, history, conversion.occurredAt, program.timeZone);
};

const hasStopped = (rule: Rule, { conversion, customer, recurringStoppedAt }: EarningCase): boolean =>
  typeof recurringStoppedAt === 'number' &&
  customer !== null &&
  conversion.currency !== null &&
  isStopped(rule, customer, conversion.occurredAt, recurringStoppedAt);

/** A nothing is stored only where there is a reason to show for it. */
const isWorthStoring = (earned: Earning): boolean => earned.amount.minor !== 0 || earned.reason !== null;
