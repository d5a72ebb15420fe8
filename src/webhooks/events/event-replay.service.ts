import { DomainError } from '../../core/errors.ts';
import type { DeliveryId, EndpointId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import type { StoredEvent } from '../../events/event.store.ts';
import type { DeliveryState } from '../deliveries/delivery.ts';
import type { WebhookSignals } from '../drainer/signals.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { findOpenFanOutSeq } from '../fan-out/fan-out.store.ts';
import { findPresent } from '../recovery/candidate.store.ts';
import { insertLater, laterDelivery } from '../recovery/resend.store.ts';

export interface ReplayedTo {
  readonly endpointId: EndpointId;
  readonly deliveryId: DeliveryId;
  /** False when a delivery of this event waits for the endpoint anyway: that one stands for it. */
  readonly isNew: boolean;
}

/**
 * Sends an event once more to some endpoints, at most 50 in one unit. Asked twice it sends once, as long as the first
 * one has not arrived.
 *
 * @throws DomainError `conflict` for a test, when its payload is gone, or while its first deliveries are being made
 */
export const replayEvent = async (
  work: Work,
  signals: Pick<WebhookSignals, 'deliveriesReady'>,
  event: StoredEvent,
  endpoints: readonly Endpoint[],
): Promise<ReplayedTo[]> => {
  await assertReplayable(work, event);
  const replayed: ReplayedTo[] = [];
  const rows: Awaited<ReturnType<typeof laterDelivery>>[] = [];
  for (const endpoint of endpoints) {
    const waiting = await findWaiting(work, event, endpoint);
    if (waiting) replayed.push({ endpointId: endpoint.id, deliveryId: waiting, isNew: false });
    else {
      const row = await rowFor(work, event, endpoint);
      rows.push(row);
      replayed.push({ endpointId: endpoint.id, deliveryId: row.id, isNew: true });
    }
  }
  await insertLater(work.tx, rows);
  const awaited = rows.filter(({ state }) => state === 'pending').map((row) => row.endpoint_id);
  if (awaited.length > 0) work.afterCommit(() => signals.deliveriesReady(awaited));
  return replayed;
};

const assertReplayable = async ({ tx }: Work, event: StoredEvent): Promise<void> => {
  if (event.isTest) throw conflict('It was a test, which is sent once; send another one.');
  if (event.body === null) throw conflict('Its payload is kept no longer.');
  const open = await findOpenFanOutSeq(tx);
  if (open !== undefined && open <= event.seq) {
    throw conflict('Its first deliveries are still being made. Try again in a moment.');
  }
};

const waitingStates: readonly DeliveryState[] = ['pending', 'sending', 'held'];

const findWaiting = async (
  { tx }: Work,
  event: StoredEvent,
  endpoint: Endpoint,
): Promise<DeliveryId | undefined> => {
  const present = await findPresent(tx, endpoint.id, [event.id]);
  return present.find(({ state }) => waitingStates.some((waiting) => waiting === state))?.id;
};

/** In an endpoint's order it has the place that it had before. */
const rowFor = (work: Work, event: StoredEvent, endpoint: Endpoint): ReturnType<typeof laterDelivery> => {
  const dueAt = endpoint.fifo ? event.occurredAt : work.now;
  const nextAttemptAt = endpoint.state === 'active' ? dueAt : null;
  return laterDelivery(work, { event, endpoint, recoveryId: null, nextAttemptAt });
};

const conflict = (why: string): DomainError =>
  new DomainError('conflict', `This event cannot be sent again. ${why}`);
