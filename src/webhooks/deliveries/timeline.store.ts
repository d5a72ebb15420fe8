import { sql } from 'kysely';
import { dayMs, type Instant } from '../../core/clock.ts';
import { statement } from '../../database/statement.ts';
import type { Db } from '../../database/work.ts';

/** How far a clock may ever have been set back without anything being left out. */
const clockSlackMs = dayMs;

/**
 * The sequence after which everything lies that is of an instant or later: found by halving, because sequence and
 * time grow together but for clocks that were set back. Whatever is looked at is to be compared with the instant
 * itself.
 */
export const findSeqBefore = (
  db: Db,
  table: 'events' | 'deliveries',
  since: Instant,
  untilSeq: number,
): Promise<number> => findLastOlder(db, table, since - clockSlackMs, untilSeq);

/** The sequence up to which everything lies that is older than an instant. */
export const findSeqUntil = (
  db: Db,
  table: 'events' | 'deliveries',
  until: Instant,
  untilSeq: number,
): Promise<number> => findLastOlder(db, table, until + clockSlackMs, untilSeq);

const findLastOlder = async (
  db: Db,
  table: 'events' | 'deliveries',
  instant: Instant,
  untilSeq: number,
): Promise<number> => {
  const find = table === 'events' ? instantOfEvent : instantOfDelivery;
  let [low, high] = [0, untilSeq];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const [row] = await find(db, { until: middle });
    if (row && row.at < instant) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** Of the last row up to a sequence. */
const instantOfEvent = statement<{ until: number }, { at: Instant }>((db, arg) =>
  db
    .selectFrom('events')
    .select('occurred_at as at')
    .where('seq', '<=', arg('until'))
    .orderBy('seq', 'desc')
    .limit(sql.lit(1)),
);

const instantOfDelivery = statement<{ until: number }, { at: Instant }>((db, arg) =>
  db
    .selectFrom('deliveries')
    .select('created_at as at')
    .where('seq', '<=', arg('until'))
    .orderBy('seq', 'desc')
    .limit(sql.lit(1)),
);
