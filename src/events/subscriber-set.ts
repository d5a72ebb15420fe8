import type { EndpointId } from '../core/ids.ts';
import type { Subscriber } from './subscriptions.ts';

/** With more subscribers than this an event gets most of its deliveries right after its commit, not in it. */
export const mostInUnit = 50;

/** Who is to be told, and in which form. */
export type Listener = Pick<Subscriber, 'endpointId' | 'format'>;

/** Subscribers as they were in a commit, as they are stored: once, however many events went to them. */
export interface SubscriberSet {
  /** A digest of the content. */
  readonly id: string;
  readonly json: string;
}

export interface Audience {
  /** They get their deliveries in the unit that records the event. */
  readonly inUnit: readonly Subscriber[];
  /** They get theirs right after its commit. */
  readonly later: SubscriberSet | undefined;
}

/**
 * Parts the subscribers of an event. Endpoints that get everything in order stay in the unit whatever their number:
 * the order of their deliveries is the order of the commits.
 */
export const partAudience = (subscribers: readonly Subscriber[]): Audience => {
  if (subscribers.length <= mostInUnit) return { inUnit: subscribers, later: undefined };
  const known = parted.get(subscribers);
  if (known) return known;
  const later = subscribers.filter(({ fifo }) => !fifo);
  const audience = {
    inUnit: subscribers.filter(({ fifo }) => fifo),
    later: later.length > 0 ? toSet(later) : undefined,
  };
  parted.set(subscribers, audience);
  return audience;
};

/** The same list means the same subscribers, until an endpoint changes: thousands are written and digested once. */
const parted = new WeakMap<readonly Subscriber[], Audience>();

const toSet = (subscribers: readonly Subscriber[]): SubscriberSet => {
  const json = JSON.stringify(subscribers.map(({ endpointId, format }) => [endpointId, format]));
  return { id: new Bun.CryptoHasher('sha256').update(json).digest('hex'), json };
};

/** The subscribers of a stored set, in the order in which they are told. */
export const readSubscriberSet = (json: string): Listener[] =>
  (JSON.parse(json) as [EndpointId, string][]).map(([endpointId, format]) => ({ endpointId, format }));
