import type { Currency } from '../core/currencies.ts';
import { type Balance, type PartnerAccount, unpaid } from './ledger.ts';

/** What all partners together are owed and were paid in one currency, in minor units. */
export type BalanceSum = Readonly<Record<PartnerAccount, number>> & {
  readonly currency: Currency;
  /** What those owe whose balance is negative; zero or below. */
  readonly owedBack: number;
  /** What those have due who have something due. */
  readonly dueToPartners: number;
  readonly partnerCount: number;
  /** Who has something due. */
  readonly dueCount: number;
  /** Whose balance is negative. */
  readonly owingCount: number;
};

/** A sum with one balance more; currencies are never added up. */
export const withBalance = (sum: BalanceSum | undefined, balance: Balance): BalanceSum => {
  const before = sum ?? nothing(balance.currency);
  const owed = Math.min(unpaid(balance), 0);
  return {
    currency: before.currency,
    pending: before.pending + balance.pending,
    held: before.held + balance.held,
    due: before.due + balance.due,
    processing: before.processing + balance.processing,
    paid: before.paid + balance.paid,
    owedBack: before.owedBack + owed,
    dueToPartners: before.dueToPartners + Math.max(balance.due, 0),
    partnerCount: before.partnerCount + 1,
    dueCount: before.dueCount + (balance.due > 0 ? 1 : 0),
    owingCount: before.owingCount + (owed < 0 ? 1 : 0),
  };
};

const nothing = (currency: Currency): BalanceSum => ({
  currency,
  ...{ pending: 0, held: 0, due: 0, processing: 0, paid: 0 },
  ...{ owedBack: 0, dueToPartners: 0, partnerCount: 0, dueCount: 0, owingCount: 0 },
});
