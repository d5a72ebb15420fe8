import { DomainError } from '../../core/errors.ts';
import type { EventId } from '../../core/ids.ts';
import type { Tx, Work } from '../../database/work.ts';
import type { StoredEvent } from '../../events/event.store.ts';
import { clearResponses } from './attempt-retention.store.ts';
import { findPayloadNeeds, purgePayload } from './payload.store.ts';
import { payloadNeed } from './payload-sweep.ts';

/** Responses that one unit clears at most. */
const responsesPerUnit = 200;

/**
 * A person has an event forget what it carried, in every form. Done once, it is done.
 *
 * @throws DomainError `conflict` while somebody may still be sent it
 */
export const expungePayload = async ({ tx }: Work, event: StoredEvent): Promise<void> => {
  const needs = await findPayloadNeeds(tx);
  const { isNeeded } = await payloadNeed(tx, needs, { ...event, at: event.occurredAt });
  if (isNeeded) {
    throw new DomainError(
      'conflict',
      'This payload is needed: a delivery of it has not come to an end, or a recovery may send it.',
    );
  }
  if (event.body !== null) await purgePayload(tx, event, 'expunged');
};

/** @returns whether there may be more */
export const clearSomeResponses = async (tx: Tx, eventId: EventId): Promise<boolean> =>
  (await clearResponses(tx, eventId, responsesPerUnit)) === responsesPerUnit;
