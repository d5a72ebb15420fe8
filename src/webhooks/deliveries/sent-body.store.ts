import type { EventId } from '../../core/ids.ts';
import { statement } from '../../database/statement.ts';
import type { Db } from '../../database/work.ts';
import { findEvent, type PurgeReason } from '../../events/event.store.ts';
import { isCanonicalForm } from '../formats/body-form.ts';

/** The stored text of an event in one form, such as `affonso` or `tributary@1`; null once retention took it. */
export const findSentBody = async (db: Db, eventId: EventId, form: string): Promise<string | null> => {
  const [row] = isCanonicalForm(form)
    ? await envelopeOf(db, { eventId })
    : await bodyIn(db, { eventId, format: form });
  return row?.body ?? null;
};

const envelopeOf = statement<{ eventId: EventId }, { body: string | null }>((db, arg) =>
  db.selectFrom('events').select('body').where('id', '=', arg('eventId')),
);

const bodyIn = statement<{ eventId: EventId; format: string }, { body: string }>((db, arg) =>
  db
    .selectFrom('event_bodies')
    .select('body')
    .where('event_id', '=', arg('eventId'))
    .where('format', '=', arg('format')),
);

/** Why the text of an event is gone; null while it is there. */
export const findPurgeReason = async (db: Db, eventId: EventId): Promise<PurgeReason | null> => {
  const event = await findEvent(db, eventId);
  return event?.purgeReason ?? null;
};
