import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { EventId } from '../../core/ids.ts';
import type { Schema } from '../../database/schema.ts';
import { command, statement } from '../../database/statement.ts';
import type { Db, Tx } from '../../database/work.ts';
import type { DeliveryOrigin } from '../deliveries/delivery.ts';
import type { RowsAfter } from './sweep.ts';

export interface AgingExcerpt {
  readonly seq: number;
  readonly at: Instant;
  readonly hasExcerpt: 0 | 1;
}

/** Attempts in the order they were recorded, for what they hold of responses. */
export const findExcerpts = statement<RowsAfter, AgingExcerpt>((db, arg) =>
  db
    .selectFrom('attempts')
    .select(['attempts.seq', 'attempts.started_at as at', hasExcerpt])
    .where('attempts.seq', '>', arg('after'))
    .orderBy('attempts.seq')
    .limit(arg('limit')),
);

export const findExcerptsPutOff = statement<RowsAfter, AgingExcerpt>((db, arg) =>
  db
    .selectFrom('retention_waits as wait')
    .innerJoin('attempts', 'attempts.seq', 'wait.seq')
    .select(['attempts.seq', 'attempts.started_at as at', hasExcerpt])
    .where('wait.sweep', '=', sql.lit('excerpts'))
    .where('wait.seq', '>', arg('after'))
    .orderBy('wait.seq')
    .limit(arg('limit')),
);

const hasExcerpt = sql<0 | 1>`case when response_excerpt is null then 0 else 1 end`.as('hasExcerpt');

/** Shrinks the row where it is: it goes altogether when the time of attempts is over, and its page with it. */
export const clearExcerpt = command<{ seq: number }>((tx, arg) =>
  tx.updateTable('attempts').set({ response_excerpt: null }).where('seq', '=', arg('seq')),
);

/** Forgets what receivers answered to an event. @returns how many answers, at most `limit` */
export const clearResponses = async (tx: Tx, eventId: EventId, limit: number): Promise<number> => {
  const result = await tx
    .updateTable('attempts')
    .set({ response_excerpt: null })
    .where('seq', 'in', (query) =>
      query
        .selectFrom('attempts')
        .innerJoin('deliveries', 'deliveries.id', 'attempts.delivery_id')
        .select('attempts.seq')
        .where((where) => where.or([ofCommit(where, eventId), ofPeople(where, eventId)]))
        .where('attempts.response_excerpt', 'is not', null)
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
};

type Where = ExpressionBuilder<Schema, 'deliveries'>;

/** Two halves because each has an index of its own. */
const half =
  (origin: '=' | '<>') =>
  (where: Where, eventId: EventId): Expression<SqlBool> =>
    where.and([
      where('deliveries.event_id', '=', eventId),
      where('deliveries.origin', origin, sql.lit<DeliveryOrigin>('commit')),
    ]);
const ofCommit = half('=');
const ofPeople = half('<>');

export interface AgingAttempt {
  readonly seq: number;
  readonly at: Instant;
  readonly deliveryState: string;
}

/** Attempts in the order they were recorded, with what has become of their deliveries. */
export const findAttempts = statement<RowsAfter, AgingAttempt>((db, arg) =>
  db
    .selectFrom('attempts')
    .innerJoin('deliveries', 'deliveries.id', 'attempts.delivery_id')
    .select(['attempts.seq', 'attempts.started_at as at', 'deliveries.state as deliveryState'])
    .where('attempts.seq', '>', arg('after'))
    .orderBy('attempts.seq')
    .limit(arg('limit')),
);

export const findAttemptsPutOff = statement<RowsAfter, AgingAttempt>((db, arg) =>
  db
    .selectFrom('retention_waits as wait')
    .innerJoin('attempts', 'attempts.seq', 'wait.seq')
    .innerJoin('deliveries', 'deliveries.id', 'attempts.delivery_id')
    .select(['attempts.seq', 'attempts.started_at as at', 'deliveries.state as deliveryState'])
    .where('wait.sweep', '=', sql.lit('attempts'))
    .where('wait.seq', '>', arg('after'))
    .orderBy('wait.seq')
    .limit(arg('limit')),
);

export const deleteAttempt = command<{ seq: number }>((tx, arg) =>
  tx.deleteFrom('attempts').where('seq', '=', arg('seq')),
);

/** Its sequence is given out again when it is deleted; 0 when there is none. */
export const findNewestAttemptSeq = async (db: Db): Promise<number> =>
  (await newestAttempt(db, {}))[0]?.seq ?? 0;

const newestAttempt = statement<object, { seq: number }>((db) =>
  db.selectFrom('attempts').select('seq').orderBy('seq', 'desc').limit(1),
);
