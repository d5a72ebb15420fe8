import type { EndpointId } from '../core/ids.ts';
import type { PendingEvent } from '../core/pending-event.ts';
import type { Work } from '../database/work.ts';
import type { Envelope } from './envelope.ts';

/** Writes an event the way one receiver format wants it. */
export type BodyWriter = (envelope: Envelope) => string;

/** One endpoint that is to be told of an event. */
export interface Subscriber {
  readonly endpointId: EndpointId;
  /**
   * In which form it gets the body: the name of its receiver format, with the major version behind an @ where it stays
   * on an earlier one. Each form is stored once per event, whoever asks for it.
   */
  readonly format: string;
  /** Undefined when that is the canonical envelope. */
  readonly writeBody: BodyWriter | undefined;
  /** The endpoint is paused or disabled: the delivery is kept for it and not sent. */
  readonly held: boolean;
  /** It gets everything in the order of the commits. */
  readonly fifo: boolean;
}

/** Who is to be told of an event, each endpoint once. The same subscribers are best the same list: it is remembered. */
export type SubscribersOf = (event: PendingEvent) => readonly Subscriber[];

/** The subscriptions of all endpoints. What they are is no concern of the outbox. */
export interface Subscriptions {
  /** The subscriptions exactly as they stand in this unit, changes of the unit itself included. */
  inUnit(work: Pick<Work, 'tx'>): Promise<SubscribersOf>;
}
