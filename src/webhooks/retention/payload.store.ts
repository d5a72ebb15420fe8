import { type SelectQueryBuilder, sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { EventId } from '../../core/ids.ts';
import type { Schema } from '../../database/schema.ts';
import { command, statement } from '../../database/statement.ts';
import type { Db, Tx } from '../../database/work.ts';
import type { PurgeReason } from '../../events/event.store.ts';
import { type DeliveryOrigin, unfinishedStates } from '../deliveries/delivery.ts';
import { findOpenFanOutSeq } from '../fan-out/fan-out.store.ts';
import type { RecoveryState } from '../recovery/recovery.ts';
import type { RowsAfter } from './sweep.ts';

/** An event as retention sees it: its payload is never read. */
export interface AgingEvent {
  readonly seq: number;
  readonly id: EventId;
  readonly at: Instant;
  readonly hasBody: 0 | 1;
}

/** Events in the order they were recorded. */
export const findEvents = statement<RowsAfter, AgingEvent>((db, arg) =>
  db
    .selectFrom('events')
    .select(['events.seq', 'events.id', 'events.occurred_at as at', hasBody])
    .where('events.seq', '>', arg('after'))
    .orderBy('events.seq')
    .limit(arg('limit')),
);

/** Events whose payload was needed when its time was over. */
export const findEventsPutOff = statement<RowsAfter, AgingEvent>((db, arg) =>
  db
    .selectFrom('retention_waits as wait')
    .innerJoin('events', 'events.seq', 'wait.seq')
    .select(['events.seq', 'events.id', 'events.occurred_at as at', hasBody])
    .where('wait.sweep', '=', sql.lit('payloads'))
    .where('wait.seq', '>', arg('after'))
    .orderBy('wait.seq')
    .limit(arg('limit')),
);

const hasBody = sql<0 | 1>`case when events.body is null then 0 else 1 end`.as('hasBody');

/** What all events of a unit are judged by. */
export interface PayloadNeeds {
  /** From this event on deliveries may still be made; undefined when all are. */
  readonly openFanOutSeq: number | undefined;
  /** What running recoveries may still want to send; undefined when none runs. */
  readonly recovered: { readonly since: Instant; readonly untilSeq: number } | undefined;
}

export const findPayloadNeeds = async (db: Db): Promise<PayloadNeeds> => {
  const [running] = await runningRecoveries(db, {});
  const covers = running !== undefined && running.since !== null && running.untilSeq !== null;
  return {
    openFanOutSeq: await findOpenFanOutSeq(db),
    recovered: covers ? { since: running.since ?? 0, untilSeq: running.untilSeq ?? 0 } : undefined,
  };
};

const runningRecoveries = statement<object, { since: Instant | null; untilSeq: number | null }>((db) =>
  db
    .selectFrom('recoveries')
    .select((column) => [column.fn.min('since').as('since'), column.fn.max('until_event_seq').as('untilSeq')])
    .where('state', '=', sql.lit<RecoveryState>('running')),
);

export interface DeliveryCount {
  readonly total: number;
  /** Waiting, under way or held: they need the payload. */
  readonly open: number;
}

/** The deliveries of an event. */
export const countDeliveries = async (db: Db, eventId: EventId): Promise<DeliveryCount> => {
  const [ofCommit] = await deliveriesOfCommit(db, { eventId });
  const [ofPeople] = await deliveriesOfPeople(db, { eventId });
  return {
    total: (ofCommit?.total ?? 0) + (ofPeople?.total ?? 0),
    open: (ofCommit?.open ?? 0) + (ofPeople?.open ?? 0),
  };
};

/** Two queries because each half has an index of its own. */
const countOf = (origin: '=' | '<>') =>
  statement<{ eventId: EventId }, { total: number; open: number | null }>((db, arg) =>
    counted(db.selectFrom('deliveries'))
      .where('event_id', '=', arg('eventId'))
      .where('origin', origin, sql.lit<DeliveryOrigin>('commit')),
  );

const counted = (query: SelectQueryBuilder<Schema, 'deliveries', object>) =>
  query.select((column) => [
    column.fn.countAll<number>().as('total'),
    sql<number | null>`sum(state in (${sql.join(unfinishedStates.map((state) => sql.lit(state)))}))`.as(
      'open',
    ),
  ]);

const deliveriesOfCommit = countOf('=');
const deliveriesOfPeople = countOf('<>');

/** Forgets what an event carried, in every form; the event itself stays. */
export const purgePayload = async (
  tx: Tx,
  { seq, id }: Pick<AgingEvent, 'seq' | 'id'>,
  reason: PurgeReason,
): Promise<void> => {
  await purgeBody(tx, { seq, reason });
  await deleteForms(tx, { id });
};

/**
 * Setting the key to itself makes SQLite take the row out and put it back. A row that merely shrinks leaves its page
 * as it is, and as rows are only ever added behind the last, that space would never be used again.
 */
const purgeBody = command<{ seq: number; reason: PurgeReason }>((tx, arg) =>
  tx
    .updateTable('events')
    .set({ seq: sql.ref('seq'), body: null, purge_reason: arg('reason') })
    .where('seq', '=', arg('seq')),
);

const deleteForms = command<{ id: EventId }>((tx, arg) =>
  tx.deleteFrom('event_bodies').where('event_id', '=', arg('id')),
);
