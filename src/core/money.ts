import { type Currency, exponentOf } from './currencies.ts';
import { invariant } from './errors.ts';

/** The largest amount the product takes, in minor units: exact in a double with room for sums. */
export const maxAmountMinor = 1e15;

/** An exact amount: whole minor units (cents for USD, yen for JPY) beside their currency. */
export interface Money {
  readonly minor: number;
  readonly currency: Currency;
}

/** @throws Error when `minor` is no safe integer: amounts are checked at the edge, so this is a bug. */
export const money = (minor: number, currency: Currency): Money => {
  invariant(Number.isSafeInteger(minor), `not a whole number of minor units: ${minor}`);
  return { minor: minor === 0 ? 0 : minor, currency };
};

export const zero = (currency: Currency): Money => money(0, currency);

export const add = (left: Money, right: Money): Money =>
  money(left.minor + right.minor, sameCurrency(left, right));

export const isZero = (amount: Money): boolean => amount.minor === 0;

/** 100 % in basis points. */
export const wholeInBasisPoints = 10_000;

/** A share of an amount in basis points, rounded once. */
export const share = (amount: Money, basisPoints: number): Money =>
  proportion(amount, basisPoints, wholeInBasisPoints);

/** `amount x numerator / denominator`, rounded once, half away from zero, so that -x mirrors +x. */
export const proportion = (amount: Money, numerator: number, denominator: number): Money => {
  invariant(
    Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator),
    'a proportion of whole numbers',
  );
  return money(
    Number(divideRounded(BigInt(amount.minor) * BigInt(numerator), BigInt(denominator))),
    amount.currency,
  );
};

/**
 * Splits an amount in proportion to weights so that the parts sum to it exactly (largest remainder;
 * ties go to the earlier part).
 */
export const allocate = (amount: Money, weights: readonly number[]): Money[] => {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  invariant(
    weights.length > 0 && weights.every((weight) => weight >= 0) && total > 0n,
    'weights that sum above 0',
  );
  const whole = BigInt(amount.minor);
  const sign = whole < 0n ? -1n : 1n;
  const magnitude = whole * sign;
  const parts = weights.map((weight, index) => {
    const product = magnitude * BigInt(weight);
    return { index, floor: product / total, remainder: product % total };
  });
  let left = magnitude - parts.reduce((sum, part) => sum + part.floor, 0n);
  for (const part of [...parts].sort(byRemainder)) {
    if (left === 0n) break;
    part.floor += 1n;
    left -= 1n;
  }
  return parts.map((part) => money(Number(part.floor * sign), amount.currency));
};

/** Integer division, half away from zero: the one rounding rule of the product. */
export const divideRounded = (numerator: bigint, denominator: bigint): bigint => {
  invariant(denominator !== 0n, 'a division by something');
  const negative = numerator < 0n !== denominator < 0n;
  const top = numerator < 0n ? -numerator : numerator;
  const bottom = denominator < 0n ? -denominator : denominator;
  const quotient = (2n * top + bottom) / (2n * bottom);
  return negative ? -quotient : quotient;
};

/** `12.34 USD`, `1200 JPY`, `-0.005 KWD`: exact, for people and logs. */
export const formatMoney = (amount: Money): string => `${decimalOf(amount)} ${amount.currency}`;

/** `12.34`, `1200`, `-0.005`: exact, in whole units of the currency. */
export const decimalOf = (amount: Money): string => {
  const exponent = exponentOf(amount.currency);
  const sign = amount.minor < 0 ? '-' : '';
  const digits = String(Math.abs(amount.minor)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent === 0 ? '' : `.${digits.slice(-exponent)}`;
  return `${sign}${whole}${fraction}`;
};

type Part = { index: number; remainder: bigint };

const byRemainder = (left: Part, right: Part): number =>
  left.remainder === right.remainder ? left.index - right.index : left.remainder < right.remainder ? 1 : -1;

const sameCurrency = (left: Money, right: Money): Currency => {
  invariant(left.currency === right.currency, `${left.currency} and ${right.currency} never mix`);
  return left.currency;
};
