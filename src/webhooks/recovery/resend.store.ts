import { type Insertable, sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { DeliveryId, EndpointId, EventId, ProgramId, RecoveryId } from '../../core/ids.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Schema } from '../../database/schema.ts';
import { command, statement } from '../../database/statement.ts';
import type { Db, Tx, Work } from '../../database/work.ts';
import { findEventDefinition } from '../../events/catalogue.ts';
import type { Envelope } from '../../events/envelope.ts';
import type { DeliveryOrigin, DeliveryState } from '../deliveries/delivery.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { pinnedMajors } from '../endpoints/version-pins.ts';
import { bodyFormOf } from '../formats/body-form.ts';
import type { Backlog } from './pace.ts';

const inState = (state: DeliveryState) => sql.lit(state);

/** What an event was recorded as; undefined once its payload is gone. */
export const findEnvelope = async (db: Db, eventId: EventId): Promise<Envelope | undefined> => {
  const [row] = await storedEnvelope(db, { eventId });
  if (!row || row.body === null) return undefined;
  const { data } = JSON.parse(row.body) as Pick<Envelope, 'data'>;
  return {
    id: eventId,
    type: row.type,
    version: row.version,
    occurredAt: row.occurredAt,
    programId: row.programId,
    entityVersion: row.seq,
    isTest: row.isTest === 1,
    data,
  };
};

interface EnvelopeRow {
  readonly seq: number;
  readonly type: string;
  readonly version: number;
  readonly programId: ProgramId;
  readonly occurredAt: Instant;
  readonly isTest: 0 | 1;
  readonly body: string | null;
}

const storedEnvelope = statement<{ eventId: EventId }, EnvelopeRow>((db, arg) =>
  db
    .selectFrom('events')
    .select([
      'seq',
      'type',
      'version',
      'program_id as programId',
      'occurred_at as occurredAt',
      'is_test as isTest',
      'body',
    ])
    .where('id', '=', arg('eventId')),
);

export interface Resend {
  readonly seq: number;
  readonly state: string;
  readonly nextAttemptAt: Instant;
  readonly recoveryId: RecoveryId;
  readonly now: Instant;
}

/** Makes a delivery pending with all its retries before it. @returns 0 when it is not in that state any more */
export const resend = command<Resend>((tx, arg) =>
  tx
    .updateTable('deliveries')
    .set({
      state: inState('pending'),
      retry_count: 0,
      pending_since: arg('now'),
      retried_at: arg('now'),
      next_attempt_at: arg('nextAttemptAt'),
      finished_at: null,
      recovery_id: arg('recoveryId'),
    })
    .where('seq', '=', arg('seq'))
    .where('state', '=', arg('state')),
);

/** A delivery that a person asks for, apart from the commit of its event. */
export interface LaterDelivery {
  readonly event: { readonly id: EventId; readonly type: string };
  readonly endpoint: Pick<Endpoint, 'id' | 'format' | 'options'>;
  readonly recoveryId: RecoveryId | null;
  /** Null holds it until the endpoint is active. */
  readonly nextAttemptAt: Instant | null;
}

/**
 * The row of a later delivery, its body stored in the form that the endpoint has now.
 * @throws Error when the payload is gone; to be looked at before
 */
export const laterDelivery = async (
  { tx, ids, now }: Work,
  { event, endpoint, recoveryId, nextAttemptAt }: LaterDelivery,
): Promise<Insertable<Schema['deliveries']>> => ({
  id: ids.mint('whd') satisfies DeliveryId,
  event_id: event.id,
  event_type: event.type,
  endpoint_id: endpoint.id,
  format: await ensureBody(tx, endpoint, event),
  origin: 'recovery' satisfies DeliveryOrigin,
  state: (nextAttemptAt === null ? 'held' : 'pending') satisfies DeliveryState,
  attempt_count: 0,
  retry_count: 0,
  pending_since: now,
  recovery_id: recoveryId,
  next_attempt_at: nextAttemptAt,
  claim: 0,
  claimed_by: null,
  last_status: null,
  last_error: null,
  created_at: now,
  finished_at: null,
});

export const insertLater = (tx: Tx, rows: readonly Insertable<Schema['deliveries']>[]): Promise<void> =>
  insertRows(tx, 'deliveries', rows);

/** @returns the name of the form, under which the body is stored with the event itself or beside it */
const ensureBody = async (
  tx: Tx,
  { format, options }: LaterDelivery['endpoint'],
  { id, type }: LaterDelivery['event'],
): Promise<string> => {
  const major = pinnedMajors(options.versions).get(type);
  const { name, writeBody } = bodyFormOf(format, findEventDefinition(type), type, major);
  if (writeBody === undefined) return name;
  const [known] = await storedBody(tx, { id, name });
  if (known) return name;
  const envelope = await findEnvelope(tx, id);
  if (!envelope) throw new Error(`the payload of ${id} is gone`);
  await tx
    .insertInto('event_bodies')
    .values({ event_id: id, format: name, body: writeBody(envelope) })
    .onConflict((conflict) => conflict.columns(['event_id', 'format']).doNothing())
    .execute();
  return name;
};

const storedBody = statement<{ id: EventId; name: string }, { seq: number }>((db, arg) =>
  db
    .selectFrom('event_bodies')
    .select('seq')
    .where('event_id', '=', arg('id'))
    .where('format', '=', arg('name')),
);

/** What a recovery has made due and the endpoint has not taken yet. */
export const countBacklog = async (db: Db, recoveryId: RecoveryId, now: Instant): Promise<Backlog> => {
  const [row] = await backlog(db, { recoveryId, now });
  return row ?? { waiting: 0, behind: 0 };
};

const backlog = statement<{ recoveryId: RecoveryId; now: Instant }, Backlog>((db, arg) =>
  db
    .selectFrom('deliveries')
    .select((column) => [
      column.fn.countAll<number>().as('waiting'),
      sql<number>`coalesce(sum(case when next_attempt_at <= ${arg('now')} then 1 else 0 end), 0)`.as(
        'behind',
      ),
    ])
    .where('recovery_id', '=', arg('recoveryId'))
    .where('state', '=', inState('pending')),
);

/**
 * Takes back what a recovery has made due and nobody has begun to send.
 * @returns how many; fewer than `limit` means that none are left
 */
export const withdrawWaiting = async (
  tx: Tx,
  recoveryId: RecoveryId,
  limit: number,
  now: Instant,
): Promise<number> => {
  const result = await tx
    .updateTable('deliveries')
    .set({
      state: inState('canceled'),
      next_attempt_at: null,
      last_error: 'recovery_canceled',
      finished_at: now,
    })
    .where('seq', 'in', (query) =>
      query
        .selectFrom('deliveries')
        .select('seq')
        .where('recovery_id', '=', recoveryId)
        .where('state', '=', inState('pending'))
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
};

/** Forgets from when an endpoint is behind, unless something is still held for it. @returns whether it did */
export const clearBehind = async (tx: Tx, id: EndpointId): Promise<boolean> => {
  const held = await tx
    .selectFrom('deliveries')
    .select('seq')
    .where('endpoint_id', '=', id)
    .where('state', '=', inState('held'))
    .limit(1)
    .executeTakeFirst();
  if (held) return false;
  const result = await tx
    .updateTable('webhook_endpoints')
    .set({ behind_from_seq: null })
    .where('id', '=', id)
    .where('state', '=', 'active')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};
