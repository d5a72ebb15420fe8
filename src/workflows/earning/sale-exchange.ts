import type { NewConversion } from '../../conversions/conversion.store.ts';
import { type Money, money } from '../../core/money.ts';
import type { Db } from '../../database/work.ts';
import { findRateAt } from '../../exchange-rates/exchange-rate.store.ts';
import { convert, convertBack, type ExchangeRate, mostWithin } from '../../exchange-rates/exchange-rate.ts';
import type { Program } from '../../programs/program.ts';
import type { SaleRate } from '../../rules/earning.ts';

/** In which currency a conversion is paid for, and what that is in the program's. */
export interface SaleExchange {
  /** What commissions are computed from: converted, rounded once, where the program converts. */
  readonly base: Money;
  /** Set when the base was converted: every commission of the sale is by this rate. */
  readonly convertedBy: ExchangeRate | null;
  /** Whether the program converts, but no rate is stored. */
  readonly isMissing: boolean;
  /** The rate from the currency of `base` to the program's; looked up when it is first asked for. */
  rate(): Promise<ExchangeRate | undefined>;
}

/** A sale in the program's own currency costs nothing here. */
export const saleExchange = async (
  db: Db,
  program: Program,
  conversion: Pick<NewConversion, 'baseMinor' | 'currency' | 'occurredAt'>,
): Promise<SaleExchange> => {
  const from = conversion.currency ?? program.currency;
  const base = money(conversion.baseMinor, from);
  if (from === program.currency) return own(base);
  const wanted = { from, to: program.currency, at: conversion.occurredAt };
  if (program.convertsCurrencies) {
    const rate = await findRateAt(db, program.id, wanted);
    return rate ? { ...own(convert(base, rate)), convertedBy: rate } : { ...own(base), isMissing: true };
  }
  let looking: Promise<ExchangeRate | undefined> | undefined;
  const rate = () => {
    looking ??= findRateAt(db, program.id, wanted);
    return looking;
  };
  return { ...own(base), rate };
};

const own = (base: Money): SaleExchange => ({
  base,
  convertedBy: null,
  isMissing: false,
  rate: async () => undefined,
});

export const saleRateOf = (rate: ExchangeRate): SaleRate => ({
  amount: (of) => convertBack(of, rate),
  limit: (of) => mostWithin(of, rate),
});
