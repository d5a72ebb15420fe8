import { notFound } from '../../core/errors.ts';
import type { EventId } from '../../core/ids.ts';
import type { Db } from '../../database/work.ts';
import { findEvent, isEventOf, type StoredEvent } from '../../events/event.store.ts';
import type { Reach } from '../../http/caller.ts';

/**
 * The event that the address names. What happened to an endpoint that reaches more than a key is kept from it, as it is
 * from the receivers of its program: whose receivers others have is no concern of theirs.
 *
 * @throws DomainError `not_found`
 */
export const getEvent = async (db: Db, { programId }: Reach, eventId: EventId): Promise<StoredEvent> => {
  const event = await findEvent(db, eventId);
  if (!event || (programId !== null && !(await isEventOf(db, eventId, programId)))) throw notFound('event');
  return event;
};
