import { type Currency, exponentOf } from '../core/currencies.ts';
import { invalidField } from '../core/errors.ts';
import { maxAmountMinor } from '../core/money.ts';
import type { ImportOptions } from './import.ts';

interface AmountCell {
  readonly field: string;
  readonly text: string;
  readonly currency: Currency;
  readonly written: ImportOptions['amounts'];
}

/**
 * Reads an amount as the file writes it, in minor units of its currency; exact, without any floating point.
 *
 * @throws DomainError `invalid_request` naming the field
 */
export const readAmount = (cell: AmountCell): number => {
  const minor = readSignedAmount(cell);
  if (minor < 0) throw invalidField(cell.field, 'must not be negative');
  return minor;
};

/** Likewise, below zero as well. @throws DomainError `invalid_request` naming the field */
export const readSignedAmount = ({ field, text, currency, written }: AmountCell): number => {
  const minor = written === 'minor' ? wholeOf(field, text) : decimalOf(field, text, exponentOf(currency));
  if (Math.abs(minor) > maxAmountMinor) throw invalidField(field, 'may be at most 10^15 minor units');
  return minor === 0 ? 0 : minor;
};

const wholeOf = (field: string, text: string): number => {
  if (/^-?\d{1,18}$/.test(text)) return Number(text);
  throw invalidField(
    field,
    'must be a whole number of minor units; say amounts: decimal for numbers such as 12.50',
  );
};

const decimalOf = (field: string, text: string, exponent: number): number => {
  const match = /^(-?)(\d{1,18})(?:\.(\d{1,9}))?$/.exec(text);
  if (!match)
    throw invalidField(field, 'must be a decimal number with a point and nothing else, such as 1250.50');
  const [, sign = '', whole = '', fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(exponent))) {
    throw invalidField(field, `may have at most ${exponent} decimal places in this currency`);
  }
  return Number(`${sign}${whole}${fraction.slice(0, exponent).padEnd(exponent, '0')}`);
};
