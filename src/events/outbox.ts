import type { Insertable } from 'kysely';
import type { EndpointId } from '../core/ids.ts';
import type { PendingEvent } from '../core/pending-event.ts';
import { insertRows } from '../database/insert-rows.ts';
import type { Schema } from '../database/schema.ts';
import type { Sink, Work } from '../database/work.ts';
import { findEventDefinition } from './catalogue.ts';
import { checkEventData } from './check-data.ts';
import { deliveryRow } from './delivery-row.ts';
import { type Envelope, writeEnvelope } from './envelope.ts';
import { findLastEventSeq } from './event.store.ts';
import type { FindDefinition } from './event-definition.ts';
import { storeSubscriberSet } from './subscriber-set.store.ts';
import { partAudience, type SubscriberSet } from './subscriber-set.ts';
import type { Subscriber, Subscriptions } from './subscriptions.ts';

export interface OutboxOptions {
  readonly subscriptions: Subscriptions;
  /** Called once the deliveries are on disk, with the endpoints that have something to be sent. */
  readonly onDeliveries: (endpointIds: ReadonlySet<EndpointId>) => void;
  /** Called once events are on disk whose deliveries are still to be made. */
  readonly onFanOuts: () => void;
  /** Whether to hold each event against its schema; for tests and development. */
  readonly checkData: boolean;
  /** The catalogue, unless a test has event types of its own. */
  readonly findDefinition?: FindDefinition;
}

/**
 * Stores the events of a unit, in the order they were recorded, and one delivery per event and subscribed
 * endpoint: all in the unit itself, so that there is no event without its change and no change without its
 * event. Where endpoints are many, the unit stores who they are and their deliveries are made right after it. See
 * docs/decisions/005-entity-version.md for why an event's `seq` is its `entity_version`.
 */
export const createOutbox =
  (options: OutboxOptions): Sink =>
  async (work) => {
    if (options.checkData) for (const event of work.events) checkEventData(event);
    // Read anew in each unit: the one writer makes it exact, another process that writes in between does no harm,
    // and a unit that is undone gives its numbers back.
    const lastSeq = await findLastEventSeq(work.tx);
    const subscribersOf = work.isImport ? toNobody : await options.subscriptions.inUnit(work);
    const rows = noRows();
    const { findDefinition = findEventDefinition } = options;
    for (const [index, event] of work.events.entries()) {
      const version = findDefinition(event.type)?.version ?? 1;
      const envelope = envelopeOf(work, event, version, lastSeq + index + 1);
      addRows(rows, work, event, envelope, subscribersOf(event));
    }
    await insertRows(work.tx, 'events', rows.events);
    await insertRows(work.tx, 'event_bodies', rows.bodies);
    await insertRows(work.tx, 'deliveries', rows.deliveries);
    await insertFanOuts(work, rows, options.onFanOuts);
    if (rows.awaited.size > 0) work.afterCommit(() => options.onDeliveries(rows.awaited));
  };

/** History was told to whoever listened when it happened. */
const toNobody = (): readonly Subscriber[] => [];

interface Rows {
  readonly events: Insertable<Schema['events']>[];
  readonly bodies: Insertable<Schema['event_bodies']>[];
  readonly deliveries: Insertable<Schema['deliveries']>[];
  readonly fanOuts: Insertable<Schema['fan_outs']>[];
  readonly subscriberSets: Set<SubscriberSet>;
  readonly awaited: Set<EndpointId>;
  readonly writeData: (data: Envelope['data']) => string;
}

const noRows = (): Rows => ({
  events: [],
  bodies: [],
  deliveries: [],
  fanOuts: [],
  subscriberSets: new Set(),
  awaited: new Set(),
  writeData: onceEach(),
});

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
    is_imported: work.isImport ? 1 : 0,
    actor: `${work.actor.kind}:${work.actor.id}`,
    request_id: work.requestId,
    occurred_at: work.now,
  });
  addBodies(rows, envelope, subscribers);
  const { inUnit, later } = partAudience(subscribers);
  const told = { id: envelope.id, type: event.type, at: work.now };
  for (const subscriber of inUnit) {
    rows.deliveries.push(deliveryRow(work, told, subscriber, subscriber.held ? 'held' : 'pending'));
    if (!subscriber.held) rows.awaited.add(subscriber.endpointId);
  }
  if (later) {
    rows.subscriberSets.add(later);
    rows.fanOuts.push({
      event_id: envelope.id,
      event_type: event.type,
      subscriber_set_id: later.id,
      done_count: 0,
      created_at: work.now,
    });
  }
};

const insertFanOuts = async (work: Work, rows: Rows, onFanOuts: () => void): Promise<void> => {
  if (rows.fanOuts.length === 0) return;
  for (const set of rows.subscriberSets) await storeSubscriberSet(work.tx, set);
  await insertRows(work.tx, 'fan_outs', rows.fanOuts);
  work.afterCommit(onFanOuts);
};

/** An event with the number that is its `entity_version`. */
export const envelopeOf = (work: Work, event: PendingEvent, version: number, seq: number): Envelope => ({
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
