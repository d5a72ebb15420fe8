import type { Currency } from '../../src/core/currencies.ts';
import { decimalOf, money } from '../../src/core/money.ts';

/** `1,204.50 USD`, exact; what is owed back says so. */
export const Amount = ({ minor, currency }: { readonly minor: number; readonly currency: string }) => (
  <span class="amount" data-negative={minor < 0}>
    {amountText(minor, currency)}
  </span>
);

/** For sentences: `USD 1,204.50`. */
export const amountText = (minor: number, currency: string): string => {
  const [whole = '', fraction] = decimalOf(money(Math.abs(minor), currency as Currency)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const digits = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return `${minor < 0 ? '−' : ''}${currency}\u00a0${digits}`;
};
