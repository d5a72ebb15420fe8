import { sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { DeliveryId, EndpointId, EventId, PartnerId, ProgramId, RecoveryId } from '../../core/ids.ts';
import { statement } from '../../database/statement.ts';
import type { Db } from '../../database/work.ts';
import { isStopped } from '../deliveries/delivery.store.ts';
import type { DeliveryOrigin } from '../deliveries/delivery.ts';
import { recoverableStates } from './recovery.ts';

/**
 * What a recovery looks at, page by page and always by the sequence it is ordered by. States and origins stand in
 * the text of the queries: only so does the database know that its partial indexes apply.
 */
export interface StoppedDelivery {
  readonly seq: number;
  readonly id: DeliveryId;
  readonly state: string;
  readonly eventId: EventId;
  readonly format: string;
  readonly recoveryId: RecoveryId | null;
  readonly eventSeq: number;
  readonly occurredAt: Instant;
  readonly isTest: 0 | 1;
}

interface StoppedArguments {
  readonly endpointId: EndpointId;
  readonly after: number;
  readonly until: number;
  readonly limit: number;
}

/** Deliveries of an endpoint that ended without having arrived, or are held. */
export const findStopped = statement<StoppedArguments, StoppedDelivery>((db, arg) =>
  db
    .selectFrom('deliveries as delivery')
    .innerJoin('events as event', 'event.id', 'delivery.event_id')
    .select([
      'delivery.seq',
      'delivery.id',
      'delivery.state',
      'delivery.event_id as eventId',
      'delivery.format',
      'delivery.recovery_id as recoveryId',
      'event.seq as eventSeq',
      'event.occurred_at as occurredAt',
      'event.is_test as isTest',
    ])
    .where('delivery.endpoint_id', '=', arg('endpointId'))
    .where('delivery.seq', '>', arg('after'))
    .where('delivery.seq', '<=', arg('until'))
    .where(isStopped(sql.ref('delivery.state')))
    .where(
      'delivery.state',
      'in',
      recoverableStates.map((state) => sql.lit(state)),
    )
    .orderBy('delivery.seq')
    .limit(arg('limit')),
);

/** An event without its payload. */
export interface EventHead {
  readonly seq: number;
  readonly id: EventId;
  readonly type: string;
  readonly programId: ProgramId;
  readonly partnerId: PartnerId | null;
  readonly occurredAt: Instant;
  readonly isTest: 0 | 1;
  readonly isImported: 0 | 1;
  readonly hasBody: 0 | 1;
}

/** Events in their order, whoever is subscribed to them. */
export const findEventHeads = statement<{ after: number; until: number; limit: number }, EventHead>(
  (db, arg) =>
    db
      .selectFrom('events')
      .select([
        'seq',
        'id',
        'type',
        'program_id as programId',
        'partner_id as partnerId',
        'occurred_at as occurredAt',
        'is_test as isTest',
        'is_imported as isImported',
        sql<0 | 1>`case when body is null then 0 else 1 end`.as('hasBody'),
      ])
      .where('seq', '>', arg('after'))
      .where('seq', '<=', arg('until'))
      .orderBy('seq')
      .limit(arg('limit')),
);

/** Events that one lookup asks for. */
export const eventsPerLookup = 100;

/** A delivery that an event has for an endpoint. */
export interface PresentDelivery {
  readonly seq: number;
  readonly id: DeliveryId;
  readonly eventId: EventId;
  readonly state: string;
  readonly format: string;
  readonly recoveryId: RecoveryId | null;
}

/** The deliveries that these events have for an endpoint, tests apart. */
export const findPresent = async (
  db: Db,
  endpointId: EndpointId,
  eventIds: readonly EventId[],
): Promise<PresentDelivery[]> => {
  const found: PresentDelivery[] = [];
  for (let from = 0; from < eventIds.length; from += eventsPerLookup) {
    const args = { endpointId, ...lookupArguments(eventIds.slice(from, from + eventsPerLookup)) };
    found.push(...(await presentOfCommit(db, args)), ...(await presentOfPeople(db, args)));
  }
  return found;
};

type LookupArguments = Readonly<Record<`event${number}`, string>>;

const places = Array.from({ length: eventsPerLookup }, (_, index) => `event${index}` as const);

/** A statement has a fixed number of places: those not needed get an id that no event has. */
const lookupArguments = (ids: readonly EventId[]): LookupArguments =>
  Object.fromEntries(places.map((place, index) => [place, ids[index] ?? '']));

/** Two queries because each half has an index of its own. */
const present = (origin: '=' | '<>') =>
  statement<LookupArguments & { readonly endpointId: EndpointId }, PresentDelivery>((db, arg) =>
    db
      .selectFrom('deliveries')
      .select(['seq', 'id', 'event_id as eventId', 'state', 'format', 'recovery_id as recoveryId'])
      .where('event_id', 'in', places.map(arg) as EventId[])
      .where('endpoint_id', '=', arg('endpointId'))
      .where('origin', origin, sql.lit<DeliveryOrigin>('commit')),
  );

const presentOfCommit = present('=');
const presentOfPeople = present('<>');
