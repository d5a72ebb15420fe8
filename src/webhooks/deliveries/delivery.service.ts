import { DomainError } from '../../core/errors.ts';
import type { Work } from '../../database/work.ts';
import type { WebhookSignals } from '../drainer/signals.ts';
import { findEndpoint } from '../endpoints/endpoint.store.ts';
import { makeDue } from './delivery.store.ts';
import { type Delivery, deliveryTransitions } from './delivery.ts';
import { findSentBody } from './sent-body.store.ts';

/**
 * A person sends a delivery again: at once, and with all its retries before it. One that waits for a retry
 * anyway does not wait any longer.
 *
 * @throws DomainError `invalid_transition` for one that arrived, is under way or has expired; `conflict` for
 *   a test, and when the endpoint takes nothing now or the payload is gone
 */
export const retryDelivery = async (
  work: Work,
  signals: WebhookSignals,
  delivery: Delivery,
): Promise<void> => {
  if (delivery.origin === 'test') throw conflict('It was a test, which is sent once; send another one.');
  if (delivery.state !== 'pending') deliveryTransitions.assertMove(delivery.state, 'pending');
  if (delivery.state === 'sending') throw underWay();
  const endpoint = await findEndpoint(work.tx, delivery.endpointId);
  if (!endpoint) throw conflict('Its endpoint was deleted.');
  if (endpoint.state !== 'active') throw conflict(`Its endpoint is ${endpoint.state}; activate that first.`);
  if ((await findSentBody(work.tx, delivery.eventId, delivery.format)) === null)
    throw conflict('Its payload is kept no longer.');
  if (!(await makeDue(work.tx, delivery, work.now))) throw underWay();
  work.afterCommit(() => signals.deliveriesReady([delivery.endpointId]));
};

const conflict = (why: string): DomainError =>
  new DomainError('conflict', `This delivery cannot be retried. ${why}`);

const underWay = (): DomainError =>
  new DomainError('invalid_transition', 'This delivery is being sent just now.');
