import { sql } from 'kysely';
import type { RecoveryId } from '../../core/ids.ts';
import { statement } from '../../database/statement.ts';
import type { Db } from '../../database/work.ts';
import type { DeliveryState } from '../deliveries/delivery.ts';
import type { Recovery } from './recovery.ts';

/** What became of the deliveries of a recovery so far. */
export interface RecoveryOutcome {
  readonly delivered: number;
  /** Pending or under way, those that wait for a retry included. */
  readonly waiting: number;
  readonly held: number;
  /** Rejected, exhausted or expired again. */
  readonly failed: number;
  /** Taken back when it was canceled. */
  readonly withdrawn: number;
  /** False when so many did not arrive that they were not all counted. */
  readonly isExact: boolean;
}

/** Deliveries that are counted one by one, at most. */
const mostCounted = 20_000;

type Counted = Pick<Recovery, 'id' | 'resentCount' | 'createdCount' | 'takenOverCount'>;

/** Those that arrived are by far the most: they are what is left when all others are counted. */
export const findOutcome = async (db: Db, recovery: Counted): Promise<RecoveryOutcome> => {
  const rows = await notDelivered(db, { id: recovery.id });
  const sum = (...states: readonly DeliveryState[]): number =>
    rows.reduce(
      (total, { state, count }) => (states.some((one) => one === state) ? total + count : total),
      0,
    );
  const counted = rows.reduce((total, { count }) => total + count, 0);
  const made = recovery.resentCount + recovery.createdCount - recovery.takenOverCount;
  return {
    delivered: Math.max(0, made - counted),
    waiting: sum('pending', 'sending'),
    held: sum('held'),
    failed: sum('rejected', 'exhausted', 'expired'),
    withdrawn: sum('canceled'),
    isExact: counted < mostCounted,
  };
};

const others: readonly DeliveryState[] = [
  'pending',
  'sending',
  'held',
  'rejected',
  'exhausted',
  'expired',
  'canceled',
];

const notDelivered = statement<{ id: RecoveryId }, { state: string; count: number }>((db, arg) =>
  db
    .selectFrom((query) =>
      query
        .selectFrom('deliveries')
        .select('state')
        .where('recovery_id', '=', arg('id'))
        .where(
          'state',
          'in',
          others.map((state) => sql.lit(state)),
        )
        .limit(sql.lit(mostCounted))
        .as('counted'),
    )
    .select(['state', (column) => column.fn.countAll<number>().as('count')])
    .groupBy('state'),
);
