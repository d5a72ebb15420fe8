import type { Selectable } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { PayoutId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import type { Schema } from '../database/schema.ts';
import { command, statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import { toCommission } from './commission.store.ts';
import type { Commission, CommissionState } from './commission.ts';

/** The commissions that a payout holds, in the order of its items. */
export const listCommissionsInPayout = async (db: Db, payoutId: PayoutId): Promise<Commission[]> =>
  (await inPayout(db, { payoutId })).map(toCommission);

const inPayout = statement<{ payoutId: PayoutId }, Selectable<Schema['commissions']>>((db, arg) =>
  db
    .selectFrom('payout_items')
    .innerJoin('commissions', 'commissions.id', 'payout_items.commission_id')
    .selectAll('commissions')
    .where('payout_items.payout_id', '=', arg('payoutId'))
    .where('payout_items.released_at', 'is', null)
    .orderBy('payout_items.seq'),
);

export interface PayoutMove {
  /** Whose live items they are. */
  readonly of: PayoutId;
  readonly from: CommissionState;
  readonly to: CommissionState;
  readonly payoutId: PayoutId | null;
  readonly paidAt: Instant | null;
  readonly now: Instant;
}

/** Moves every commission of a payout at once; answers how many there were. */
export const moveCommissionsInPayout = (tx: Tx, move: PayoutMove): Promise<number> => moveAll(tx, move);

const moveAll = command<PayoutMove>((db, arg) =>
  db
    .updateTable('commissions')
    .set((row) => ({
      state: arg('to'),
      payout_id: arg('payoutId'),
      paid_at: arg('paidAt'),
      updated_at: arg('now'),
      row_version: row('row_version', '+', literal(1)),
    }))
    .where('id', 'in', (query) =>
      query
        .selectFrom('payout_items')
        .select('commission_id')
        .where('payout_id', '=', arg('of'))
        .where('released_at', 'is', null),
    )
    .where('state', '=', arg('from')),
);
