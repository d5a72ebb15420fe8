import type { Currency } from '../../core/currencies.ts';
import { type Money, money } from '../../core/money.ts';
import { convert, type ExchangeRate } from '../../exchange-rates/exchange-rate.ts';
import { earn } from '../../rules/earning.ts';
import { saleRateOf } from '../../workflows/earning/sale-exchange.ts';
import { type Check, queryCheck, stretchesOf } from '../check.ts';

interface Earned {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly currency: Currency;
  readonly base: number;
  readonly amount: number;
  readonly kind: string | null;
  readonly basisPoints: number | null;
  readonly hasCaps: 0 | 1;
  readonly ruleId: string | null;
  readonly ruleKind: string | null;
  readonly ruleBasisPoints: number | null;
  readonly flat: number | null;
  readonly cap: number | null;
  readonly programCurrency: Currency;
  readonly saleBase: number;
  readonly saleCurrency: Currency | null;
  readonly rateFrom: Currency | null;
  readonly rateTo: Currency | null;
  readonly rateScaled: number | null;
}

const earningsBetween = `select commission.id, commission.state, commission.reason, commission.currency,
    commission.base_minor as base, commission.amount_minor as amount, commission.rule_kind as kind,
    commission.basis_points as basisPoints, commission.cap_uses_json is not null as hasCaps,
    commission.rule_id as ruleId, rule.kind as ruleKind, rule.basis_points as ruleBasisPoints,
    rule.amount_minor as flat, rule.cap_minor as cap, program.currency as programCurrency,
    sale.base_minor as saleBase, sale.currency as saleCurrency, rate.from_currency as rateFrom,
    rate.to_currency as rateTo, rate.rate_scaled as rateScaled
  from commissions as commission
  left join commission_rules as rule
    on rule.id = commission.rule_id and rule.version = commission.rule_version
  left join programs as program on program.id = commission.program_id
  left join conversions as sale on sale.id = commission.conversion_id
  left join exchange_rates as rate on rate.id = commission.exchange_rate_id
  where commission.seq between ?1 and ?2 and commission.kind in ('sale', 'signup')`;

export const commissionAmounts: Check = {
  name: 'commission_amounts',
  invariant: 'I3',
  sentence:
    'What a commission earned is what its rule, base, exchange rate and caps come to, computed again from what is stored with it.',
  *examine(database, found) {
    for (const { from, to } of stretchesOf(database, 'commissions', 1_000)) {
      for (const earned of database.all<Earned>(earningsBetween, from, to)) {
        const what = faultOf(earned);
        if (what) found(earned.id, what);
      }
      yield;
    }
  },
};

/** What is brought from another system was computed there. */
const faultOf = (earned: Earned): string | undefined => {
  if (earned.ruleId === null) return earned.reason === 'import' ? undefined : 'it names no rule';
  if (earned.ruleKind === null) return `its rule ${earned.ruleId} is not there in this version`;
  if (earned.kind !== earned.ruleKind || earned.basisPoints !== earned.ruleBasisPoints) {
    return 'its terms are not those of its rule';
  }
  const rate = rateOf(earned);
  return baseFault(earned, rate) ?? amountFault(earned, rate);
};

const rateOf = ({ rateFrom, rateTo, rateScaled }: Earned): ExchangeRate | undefined =>
  rateFrom === null || rateTo === null || rateScaled === null
    ? undefined
    : ({ from: rateFrom, to: rateTo, rateScaled } as ExchangeRate);

/** Lines share the base of their sale; a converted one is that in the currency of the program. */
const baseFault = (earned: Earned, rate: ExchangeRate | undefined): string | undefined => {
  const { base, saleBase, saleCurrency, currency } = earned;
  if (saleCurrency === null) return base === 0 ? undefined : 'it has a base, and its conversion has none';
  const isSame = saleCurrency === currency;
  if (!isSame && (rate?.from !== saleCurrency || rate.to !== currency))
    return 'its base has no exchange rate';
  const most = isSame || !rate ? saleBase : convert(money(saleBase, saleCurrency), rate).minor;
  return base < 0 || base > most ? `its base is ${base}, that of its sale ${most}` : undefined;
};

const amountFault = (earned: Earned, rate: ExchangeRate | undefined): string | undefined => {
  const { amount, reason, state, hasCaps } = earned;
  const full = fullAmount(earned, rate);
  if (amount === full) return undefined;
  // Caps of the program cut to what was left of them that day.
  if (hasCaps && amount >= 0 && amount < full) return undefined;
  // Why it came to nothing is no longer said once a person has voided it.
  const mayBeNothing = reason === 'no_rate' || reason === 'recurring_stopped' || state === 'voided';
  if (amount === 0 && mayBeNothing) return undefined;
  return `it earned ${amount}, its terms come to ${full}`;
};

const fullAmount = (earned: Earned, rate: ExchangeRate | undefined): number => {
  const own = (minor: number): Money => money(minor, earned.programCurrency);
  const terms =
    earned.kind === 'flat'
      ? { kind: 'flat' as const, amount: own(earned.flat ?? 0) }
      : { kind: 'percent' as const, basisPoints: earned.basisPoints ?? 0 };
  const cap = earned.cap === null ? null : own(earned.cap);
  const usable = rate?.from === earned.currency && rate.to === earned.programCurrency ? rate : undefined;
  return earn({ terms, cap }, money(earned.base, earned.currency), usable && saleRateOf(usable)).amount.minor;
};

/** The plus signs keep it from looking through all that the partner ever earned. */
export const liveEarnings: Check = queryCheck({
  name: 'live_earnings',
  invariant: 'I3',
  sentence: 'A line of a conversion earns a partner once: no second commission of it is live.',
  table: 'commissions',
  query: `select commission.id, 'another live commission is of the same line, ' || other.id as what
    from commissions as commission
    join commissions as other on other.conversion_id = commission.conversion_id and other.line = commission.line
      and +other.partner_id = commission.partner_id and other.kind = commission.kind
      and other.state <> 'voided' and +other.seq < commission.seq
    where commission.seq between ?1 and ?2 and commission.kind in ('sale', 'signup')
      and commission.state <> 'voided' and commission.conversion_id is not null
    group by commission.seq`,
});
