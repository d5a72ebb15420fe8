import type { Insertable } from 'kysely';
import type { DeliveryId, EndpointId } from '../core/ids.ts';
import type { PendingEvent } from '../core/pending-event.ts';
import { insertRows } from '../database/insert-rows.ts';
import type { Schema } from '../database/schema.ts';
import type { Sink, Work } from '../database/work.ts';
import { findEventDefinition } from './catalogue.ts';
import { checkEventData } from './check-data.ts';
import { type Envelope, writeEnvelope } from './envelope.ts';
import { findLastEventSeq } from './event.store.ts';
import type { FindDefinition } from './event-definition.ts';
import type { Subscriber, Subscriptions } from './subscriptions.ts';

export interface OutboxOptions {
  readonly subscriptions: Subscriptions;
  /** Called once the deliveries are on disk, with the endpoints that have something to be sent. */
  readonly onDeliveries: (endpointIds: ReadonlySet<EndpointId>) => void;
  /** Whether to hold each event against its schema; for tests and development. */
  readonly checkData: boolean;
  /** The catalogue, unless a test has event types of its own. */
  readonly findDefinition?: FindDefinition;
}

/**
 * Stores the events of a unit, in the order they were recorded, and one delivery per event and subscribed
 * endpoint: all in the unit itself, so that there is no event without its change and no change without its
 * event. See docs/decisions/005-entity-version.md for why an event's `seq` is its `entity_version`.
 */
export const createOutbox =
  (options: OutboxOptions): Sink =>
  async (work) => {
    if (options.checkData) for (const event of work.events) checkEventData(event);
    // Read anew in each unit: the one writer makes it exact, another process that writes in between does no harm,
    // and a unit that is undone gives its numbers back.
    const lastSeq = await findLastEventSeq(work.tx);
    const subscribersOf = await options.subscriptions.inUnit(work);
    const rows: Rows = { events: [], bodies: [], deliveries: [], awaited: new Set(), writeData: onceEach() };
    const { findDefinition = findEventDefinition } = options;
    for (const [index, event] of work.events.entries()) {
      const version = findDefinition(event.type)?.version ?? 1;
      const envelope = envelopeOf(work, event, version, lastSeq + index + 1);
      addRows(rows, work, event, envelope, subscribersOf(event));
    }
    await insertRows(work.tx, 'events', rows.events);
    await insertRows(work.tx, 'event_bodies', rows.bodies);
    await insertRows(work.tx, 'deliveries', rows.deliveries);
    if (rows.awaited.size > 0) work.afterCommit(() => options.onDeliveries(rows.awaited));
  };

interface Rows {
  readonly events: Insertable<Schema['events']>[];
  readonly bodies: Insertable<Schema['event_bodies']>[];
  readonly deliveries: Insertable<Schema['deliveries']>[];
  readonly awaited: Set<EndpointId>;
  readonly writeData: (data: Envelope['data']) => string;
}

/** A conversion that is created and qualified in one unit is told twice with the very same data: written once. */
const onceEach = (): Rows['writeData'] => {
  let last: { readonly data: object; readonly json: string } | undefined;
  return (data) => {
    if (last?.data !== data) last = { data, json: JSON.stringify(data) };
    return last.json;
  };
};

const addRows = (
  rows: Rows,
  work: Work,
  event: PendingEvent,
  envelope: Envelope,
  subscribers: readonly Subscriber[],
): void => {
  rows.events.push({
    seq: envelope.entityVersion,
    id: envelope.id,
    type: event.type,
    version: envelope.version,
    program_id: event.programId,
    partner_id: event.partnerId,
    entity_id: event.entityId,
    body: writeEnvelope(envelope, rows.writeData(envelope.data)),
    is_test: 0,
    actor: `${work.actor.kind}:${work.actor.id}`,
    request_id: work.requestId,
    occurred_at: work.now,
  });
  addBodies(rows, envelope, subscribers);
  for (const subscriber of subscribers) {
    rows.deliveries.push(deliveryRow(work, envelope, subscriber));
    if (!subscriber.held) rows.awaited.add(subscriber.endpointId);
  }
};

const envelopeOf = (work: Work, event: PendingEvent, version: number, seq: number): Envelope => ({
  id: work.ids.mint('evt'),
  type: event.type,
  version,
  occurredAt: work.now,
  programId: event.programId,
  entityVersion: seq,
  isTest: false,
  data: event.data,
});

/** One body per format that sends something else than the canonical envelope. */
const addBodies = (rows: Rows, envelope: Envelope, subscribers: readonly Subscriber[]): void => {
  let written: Set<string> | undefined;
  for (const { format, writeBody } of subscribers) {
    if (writeBody === undefined) continue;
    written ??= new Set();
    if (written.has(format)) continue;
    written.add(format);
    rows.bodies.push({ event_id: envelope.id, format, body: writeBody(envelope) });
  }
};

const deliveryRow = (
  { ids, now }: Work,
  { id, type }: Envelope,
  { endpointId, format, held }: Subscriber,
): Insertable<Schema['deliveries']> => ({
  id: ids.mint('whd') satisfies DeliveryId,
  event_id: id,
  event_type: type,
  endpoint_id: endpointId,
  format,
  origin: 'commit',
  state: held ? 'held' : 'pending',
  attempt_count: 0,
  retry_count: 0,
  pending_since: now,
  recovery_id: null,
  next_attempt_at: held ? null : now,
  claim: 0,
  claimed_by: null,
  last_status: null,
  last_error: null,
  created_at: now,
  finished_at: null,
});
