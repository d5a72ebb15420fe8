import type { EndpointId } from '../../core/ids.ts';
import type { PendingEvent } from '../../core/pending-event.ts';
import {
  type EventType,
  eventDefinition,
  eventTypes,
  findEventDefinition,
  resolveEventType,
} from '../../events/catalogue.ts';
import type { FindDefinition } from '../../events/event-definition.ts';
import type { Subscriber, SubscribersOf, Subscriptions } from '../../events/subscriptions.ts';
import { bodyFormOf } from '../formats/body-form.ts';
import { formatOf } from '../formats/formats.ts';
import { findEndpointsVersion, findSubscriptions, type Subscription } from './subscription.store.ts';

/**
 * Who gets which event, from memory: one small read a unit says whether memory is still right. It is read
 * inside the unit because an endpoint made one unit earlier, in the same commit, must not miss an event.
 */
export const createSubscriptions = (findDefinition: FindDefinition = findEventDefinition): Subscriptions => {
  let known: { readonly version: string; readonly subscribersOf: SubscribersOf } | undefined;
  return {
    inUnit: async ({ tx }) => {
      const version = await findEndpointsVersion(tx);
      if (known?.version !== version) {
        known = { version, subscribersOf: matcher(await findSubscriptions(tx), findDefinition) };
      }
      return known.subscribersOf;
    },
  };
};

/** The event types that a list of names stands for. */
export const subscribedTypes = (names: readonly string[]): ReadonlySet<EventType> =>
  new Set(
    names.flatMap((name) => {
      if (name === '*') return usualTypes;
      return resolveEventType(name) ?? [];
    }),
  );

const usualTypes = eventTypes.filter((type) => !eventDefinition(type).onRequestOnly);

interface Row {
  readonly subscription: Subscription;
  readonly subscriber: Subscriber;
}

const matcher = (subscriptions: readonly Subscription[], findDefinition: FindDefinition): SubscribersOf => {
  const reachOf = new Map<EndpointId, Reach>(subscriptions.map((row) => [row.endpointId, row]));
  const byType = new Map<string, Row[]>();
  for (const subscription of subscriptions) {
    const usual = { subscription, subscriber: toSubscriber(subscription) };
    for (const type of subscribedTypes(subscription.eventTypes)) {
      const row = subscription.versions.has(type) ? pinned(usual, type, findDefinition) : usual;
      const rows = byType.get(type);
      if (rows) rows.push(row);
      else byType.set(type, [row]);
    }
  }
  const remembered = rememberLists(subscriptions);
  return (event) => {
    const rows = byType.get(event.type);
    if (!rows) return nobody;
    const subject = subjectEndpoint(event);
    if (subject === undefined) return remembered(event, () => select(rows, event));
    return select(rows, event, subject, reachOf.get(subject));
  };
};

const select = (
  rows: readonly Row[],
  event: PendingEvent,
  subject?: EndpointId,
  about: Reach = subject === undefined ? event : everything,
): Subscriber[] =>
  rows.flatMap(({ subscription, subscriber }) =>
    reaches(subscription, event) && reaches(subscription, about) && subscriber.endpointId !== subject
      ? subscriber
      : [],
  );

/** More lists than this are not remembered at a time: partners with endpoints of their own may be many. */
const mostLists = 1_000;

/**
 * Events of the same type about programs and partners that no endpoint singles out go to the same list: it is made
 * once, and whoever makes something of it can remember that too.
 */
const rememberLists = (subscriptions: readonly Subscription[]) => {
  const programs = new Set(subscriptions.map(({ programId }) => programId));
  const partners = new Set(subscriptions.map(({ partnerId }) => partnerId));
  const lists = new Map<string, readonly Subscriber[]>();
  return (
    { type, programId, partnerId }: PendingEvent,
    make: () => readonly Subscriber[],
  ): readonly Subscriber[] => {
    const program = programs.has(programId) ? programId : '';
    const partner = partnerId !== null && partners.has(partnerId) ? partnerId : '';
    const key = `${type} ${program} ${partner}`;
    const known = lists.get(key);
    if (known) return known;
    if (lists.size >= mostLists) lists.clear();
    const list = make();
    lists.set(key, list);
    return list;
  };
};

/** The same subscriber for an event type of which it stays on one major version. */
const pinned = ({ subscription, subscriber }: Row, type: EventType, findDefinition: FindDefinition): Row => {
  const major = subscription.versions.get(type);
  const { name, writeBody } = bodyFormOf(subscription.format, findDefinition(type), type, major);
  return { subscription, subscriber: { ...subscriber, format: name, writeBody } };
};

const nobody: readonly Subscriber[] = [];

const toSubscriber = ({ endpointId, format, state, fifo }: Subscription): Subscriber => ({
  endpointId,
  format,
  writeBody: formatOf(format).writeBody,
  held: state !== 'active',
  fifo,
});

/** A program, or all of them; one partner of it, or all. */
export type Reach = Pick<Subscription, 'programId' | 'partnerId'>;

export const everything: Reach = { programId: null, partnerId: null };

export const reaches = (subscription: Reach, { programId, partnerId }: Reach): boolean =>
  (subscription.programId === null || subscription.programId === programId) &&
  (subscription.partnerId === null || subscription.partnerId === partnerId);

/**
 * An operational event never goes to the endpoint it is about, nor to one that reaches less than that one: whose
 * receiver the operator or the merchant has is no concern of a program's or a partner's receiver.
 */
const subjectEndpoint = ({ type, data }: PendingEvent): EndpointId | undefined =>
  isOperational(type) ? (data.endpoint_id as EndpointId) : undefined;

/** Whether an event is about the webhooks themselves. */
export const isOperational = (type: string): boolean =>
  type.startsWith('delivery.') || type.startsWith('endpoint.');
