import { DomainError, invariant } from '../core/errors.ts';
import { isZero } from '../core/money.ts';
import type { Work } from '../database/work.ts';
import { type BalanceChange, changeBalance, insertEntries, noChange } from './ledger.store.ts';
import type { LedgerAccount, Movement, PartnerAccount } from './ledger.ts';

/**
 * Posts movements and brings the cached balances along, in the unit that causes them. Nothing moves for zero.
 *
 * @throws DomainError `invalid_request` when a balance would be too large to be told exactly
 */
export const postMovements = async (work: Work, movements: readonly Movement[]): Promise<void> => {
  const moving = movements.filter((movement) => !isZero(movement.amount));
  if (moving.length === 0) return;
  await insertEntries(work, moving);
  for (const change of summarize(moving)) {
    if (!(await changeBalance(work.tx, change))) throw tooLarge(change);
  }
};

const tooLarge = ({ partnerId, currency }: BalanceChange): DomainError => {
  const message = `would bring the balance of ${partnerId} in ${currency} beyond 2^53 - 1 minor units, more than can be told exactly`;
  return new DomainError('invalid_request', `amount: ${message}.`, [{ path: 'amount', message }]);
};

const summarize = (movements: readonly Movement[]): Iterable<BalanceChange> => {
  const changes = new Map<string, BalanceChange>();
  for (const movement of movements) {
    const { partnerId, programId, amount } = movement;
    const key = `${partnerId} ${amount.currency}`;
    const before = changes.get(key) ?? { ...noChange, programId, partnerId, currency: amount.currency };
    changes.set(key, moved(before, movement));
  }
  return changes.values();
};

const moved = (change: BalanceChange, { from, to, amount }: Movement): BalanceChange => {
  invariant(from !== to, `money that moves from ${from} goes somewhere else`);
  const after: Record<PartnerAccount, number> & typeof change = { ...change };
  if (isPartnerAccount(from)) after[from] -= amount.minor;
  if (isPartnerAccount(to)) after[to] += amount.minor;
  return after;
};

const isPartnerAccount = (account: LedgerAccount): account is PartnerAccount => account !== 'expense';
