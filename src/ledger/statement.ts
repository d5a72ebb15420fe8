import type { Instant } from '../core/clock.ts';
import type { CommissionId, Id } from '../core/ids.ts';
import { type LedgerAccount, type PartnerAccount, unpaid } from './ledger.ts';

/** What a movement is to the partner whose statement it stands in. Together they are everything that moves. */
export const statementGroups = [
  'earned',
  'adjusted',
  'reversed',
  'voided',
  'held',
  'released',
  'reserved',
  'returned',
  'paid_out',
  'payout_reversed',
] as const;
export type StatementGroup = (typeof statementGroups)[number];

/** One movement of money, as far as a statement speaks of it. */
export interface StatementMovement {
  /** Of its second entry. */
  readonly seq: number;
  readonly at: Instant;
  readonly transactionId: Id<'ltx'>;
  readonly commissionId: CommissionId | null;
  readonly orderId: string | null;
  readonly from: LedgerAccount;
  readonly to: LedgerAccount;
  /** What left the one and entered the other, in minor units; negative where it went the other way. */
  readonly amountMinor: number;
  /** The event that moved it. */
  readonly reason: string;
  readonly commissionKind: string | null;
  /** Whether its commission is of a sale or a signup. */
  readonly hasConversion: boolean;
}

export interface StatementLine extends StatementMovement {
  readonly group: StatementGroup;
  /** What is unpaid altogether once it has moved. */
  readonly balanceAfter: number;
}

export const groupOf = (movement: StatementMovement): StatementGroup => {
  if (movement.from === 'expense' || movement.to === 'expense') return earningGroupOf(movement);
  if (movement.to === 'paid') return 'paid_out';
  if (movement.to === 'processing') return 'reserved';
  if (movement.from === 'processing') return 'returned';
  return movement.to === 'held' ? 'held' : 'released';
};

const earningGroupOf = ({ reason, commissionKind, hasConversion }: StatementMovement): StatementGroup => {
  if (reason === 'commission.created') return 'earned';
  if (reason === 'commission.voided') return 'voided';
  if (commissionKind === 'adjustment') return 'adjusted';
  // What answers to a payout that came back stands in no conversion.
  return commissionKind === 'restore' && !hasConversion ? 'payout_reversed' : 'reversed';
};

/** Minor units by account. */
export type Accounts = Record<PartnerAccount, number>;

/** A half-open time: `from` belongs to it, `until` does not. */
export interface Period {
  readonly from: Instant;
  readonly until: Instant;
}

interface GroupSum {
  readonly group: StatementGroup;
  readonly count: number;
  readonly changes: Readonly<Accounts>;
}

/**
 * What a statement says of a period, movement by movement. What moved before it makes the opening balance, by the
 * instant of each movement alone: so what one period closes with, the next one opens with.
 */
export class StatementSheet {
  readonly opening: Accounts = nothing();
  readonly closing: Accounts = nothing();
  readonly #sums = new Map<StatementGroup, { count: number; readonly changes: Accounts }>();

  constructor(private readonly period: Period) {}

  /** @returns its line; undefined for what moved before the period or after it */
  add(movement: StatementMovement): StatementLine | undefined {
    const { from, until } = this.period;
    if (movement.at >= until) return undefined;
    move(this.closing, movement);
    if (movement.at < from) {
      move(this.opening, movement);
      return undefined;
    }
    const group = groupOf(movement);
    const sum = this.#sums.get(group) ?? { count: 0, changes: nothing() };
    this.#sums.set(group, sum);
    sum.count += 1;
    move(sum.changes, movement);
    return { ...movement, group, balanceAfter: unpaid(this.closing) };
  }

  /** By group, those in which nothing moved left out. */
  get sums(): GroupSum[] {
    return statementGroups.flatMap((group) => {
      const sum = this.#sums.get(group);
      return sum ? [{ group, ...sum }] : [];
    });
  }
}

const nothing = (): Accounts => ({ pending: 0, held: 0, due: 0, processing: 0, paid: 0 });

const move = (accounts: Accounts, { from, to, amountMinor }: StatementMovement): void => {
  if (from !== 'expense') accounts[from] -= amountMinor;
  if (to !== 'expense') accounts[to] += amountMinor;
};
