import type { Instant } from '../core/clock.ts';
import { type Currency, exponentOf } from '../core/currencies.ts';
import { DomainError, invariant } from '../core/errors.ts';
import type { ExchangeRateId, ProgramId } from '../core/ids.ts';
import { divideRounded, type Money, maxAmountMinor, money } from '../core/money.ts';

/** What one unit of a currency is worth in another, from an instant on. Never changed: a newer one takes its place. */
export interface ExchangeRate {
  readonly id: ExchangeRateId;
  /** Null for every program that has none of its own. */
  readonly programId: ProgramId | null;
  readonly from: Currency;
  readonly to: Currency;
  /** Whole units of `to` for one whole unit of `from`, times 10^10. */
  readonly rateScaled: number;
  /** Where it was taken from, in the words of who entered it. */
  readonly source: string;
  readonly validFrom: Instant;
  readonly createdAt: Instant;
}

type Rate = Pick<ExchangeRate, 'from' | 'to' | 'rateScaled'>;

const decimals = 10;
const scale = 10n ** BigInt(decimals);

/** A rate as people write it, `1.0825`; undefined for what is none or is not above 0 and at most 900000. */
export const parseRate = (text: string): number | undefined => {
  const parts = /^(0|[1-9][0-9]{0,5})(?:\.([0-9]{1,10}))?$/.exec(text);
  if (!parts) return undefined;
  const scaled = Number(parts[1]) * Number(scale) + Number((parts[2] ?? '').padEnd(decimals, '0'));
  return scaled > 0 && scaled <= 900_000 * Number(scale) ? scaled : undefined;
};

export const formatRate = (rateScaled: number): string => {
  const digits = String(rateScaled).padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  return digits.slice(0, -decimals) + (fraction === '' ? '' : `.${fraction}`);
};

/**
 * An amount of `rate.from` in `rate.to`, rounded once to its minor unit.
 * @throws DomainError `invalid_request` for what is worth more than any amount may be
 */
export const convert = (amount: Money, rate: Rate): Money => {
  invariant(amount.currency === rate.from, `${amount.currency} is not what the rate is from`);
  const { numerator, denominator } = ratioOf(rate);
  return bounded(divideRounded(BigInt(amount.minor) * numerator, denominator), rate.to);
};

/**
 * What an amount of `rate.to` is in `rate.from` by this very rate: divided, rounded once. The rate of the opposite
 * pair is another one, and is never taken for this.
 *
 * @throws DomainError `invalid_request` for what is worth more than any amount may be
 */
export const convertBack = (amount: Money, rate: Rate): Money => {
  invariant(amount.currency === rate.to, `${amount.currency} is not what the rate leads to`);
  const { numerator, denominator } = ratioOf(rate);
  return bounded(divideRounded(BigInt(amount.minor) * denominator, numerator), rate.from);
};

/** The largest amount of `rate.from` that is worth no more than this in `rate.to`, and that an amount may be. */
export const mostWithin = (limit: Money, rate: Rate): Money => {
  invariant(limit.currency === rate.to && limit.minor >= 0, 'a limit in the currency that the rate leads to');
  const { numerator, denominator } = ratioOf(rate);
  // What is worth less than half a minor unit above the limit rounds down to it.
  const most = (denominator * (2n * BigInt(limit.minor) + 1n) - 1n) / (2n * numerator);
  return money(Math.min(Number(most), maxAmountMinor), rate.from);
};

const bounded = (minor: bigint, currency: Currency): Money => {
  if (minor <= maxAmountMinor && minor >= -maxAmountMinor) return money(Number(minor), currency);
  const message = `is worth more than 10^15 minor units in ${currency} at the stored exchange rate`;
  throw new DomainError('invalid_request', `amount: ${message}.`, [{ path: 'amount', message }]);
};

/** Minor units of `to` for one minor unit of `from`. */
const ratioOf = ({ from, to, rateScaled }: Rate): { numerator: bigint; denominator: bigint } => ({
  numerator: BigInt(rateScaled) * 10n ** BigInt(exponentOf(to)),
  denominator: scale * 10n ** BigInt(exponentOf(from)),
});
