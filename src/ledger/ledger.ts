import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import type { CommissionId, Id, PartnerId, ProgramId } from '../core/ids.ts';
import type { Money } from '../core/money.ts';

/** Where a partner's money stands; `balance` is the sum of the four that are not paid yet. */
export const partnerAccounts = ['pending', 'held', 'due', 'processing', 'paid'] as const;
export type PartnerAccount = (typeof partnerAccounts)[number];

/** What `balance` is the sum of. */
export const unpaidAccounts = [
  'pending',
  'held',
  'due',
  'processing',
] as const satisfies readonly PartnerAccount[];

/** `expense` is the program's own side of every earning. */
export const ledgerAccounts = [...partnerAccounts, 'expense'] as const;
export type LedgerAccount = (typeof ledgerAccounts)[number];

/**
 * One movement of money: `amount` leaves one account and enters another. Stored as two entries that sum to
 * zero; never changed, a correction is a movement of its own.
 */
export interface Movement {
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  readonly commissionId: CommissionId | null;
  readonly from: LedgerAccount;
  readonly to: LedgerAccount;
  readonly amount: Money;
  /** Why, as the name of the event that caused it: `commission.created`. */
  readonly reason: string;
}

/** One side of a movement, as it is stored. */
export interface LedgerEntry {
  readonly seq: number;
  readonly id: Id<'led'>;
  readonly transactionId: Id<'ltx'>;
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  readonly commissionId: CommissionId | null;
  readonly account: LedgerAccount;
  readonly currency: Currency;
  /** Signed. */
  readonly amountMinor: number;
  readonly reason: string;
  readonly actor: string;
  readonly requestId: string;
  readonly createdAt: Instant;
}

/** What a partner is owed and was paid in one currency, in minor units. */
export interface Balance {
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  readonly currency: Currency;
  readonly pending: number;
  readonly held: number;
  readonly due: number;
  readonly processing: number;
  readonly paid: number;
}

/** Everything earned and not paid yet. */
export const unpaid = (balance: Readonly<Record<(typeof unpaidAccounts)[number], number>>): number =>
  unpaidAccounts.reduce((sum, account) => sum + balance[account], 0);
