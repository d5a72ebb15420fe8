import type { Instant } from '../core/clock.ts';
import type { CommissionId, PayoutId } from '../core/ids.ts';
import { insertRows } from '../database/insert-rows.ts';
import { command, statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { PayoutItem } from './payout.ts';

/** A commission that is in another payout already cannot be stored in a second one: the database refuses it. */
export const insertPayoutItems = async (
  tx: Tx,
  payoutId: PayoutId,
  items: readonly PayoutItem[],
): Promise<void> => {
  await insertRows(
    tx,
    'payout_items',
    items.map(({ commissionId, amountMinor }) => ({
      payout_id: payoutId,
      commission_id: commissionId,
      amount_minor: amountMinor,
      released_at: null,
    })),
  );
};

export interface ListedPayoutItem extends PayoutItem {
  readonly kind: string;
  readonly orderId: string | null;
  readonly occurredAt: Instant;
  readonly releasedAt: Instant | null;
}

/** What a payout pays, in the order it was reserved; of a canceled one what it would have paid. */
export const listPayoutItems = (db: Db, payoutId: PayoutId): Promise<ListedPayoutItem[]> =>
  ofPayout(db, { payoutId });

const ofPayout = statement<{ payoutId: PayoutId }, ListedPayoutItem>((db, arg) =>
  db
    .selectFrom('payout_items')
    .innerJoin('commissions', 'commissions.id', 'payout_items.commission_id')
    .select([
      'payout_items.commission_id as commissionId',
      'payout_items.amount_minor as amountMinor',
      'payout_items.released_at as releasedAt',
      'commissions.kind as kind',
      'commissions.order_id as orderId',
      'commissions.occurred_at as occurredAt',
    ])
    .where('payout_items.payout_id', '=', arg('payoutId'))
    .orderBy('payout_items.seq'),
);

/** Lets every commission of a payout go, or one of them. */
export const releasePayoutItems = async (
  tx: Tx,
  payoutId: PayoutId,
  now: Instant,
  commissionId?: CommissionId,
): Promise<void> => {
  await (commissionId === undefined
    ? releaseAll(tx, { payoutId, now })
    : releaseOne(tx, { payoutId, now, commissionId }));
};

interface Release {
  readonly payoutId: PayoutId;
  readonly now: Instant;
}

const releaseAll = command<Release>((db, arg) =>
  db
    .updateTable('payout_items')
    .set({ released_at: arg('now') })
    .where('payout_id', '=', arg('payoutId'))
    .where('released_at', 'is', null),
);

const releaseOne = command<Release & { commissionId: CommissionId }>((db, arg) =>
  db
    .updateTable('payout_items')
    .set({ released_at: arg('now') })
    .where('payout_id', '=', arg('payoutId'))
    .where('commission_id', '=', arg('commissionId'))
    .where('released_at', 'is', null),
);
