import type { EventId } from '../../core/ids.ts';
import { statement } from '../../database/statement.ts';
import type { Db } from '../../database/work.ts';
import { formatNames, formatOf } from '../formats/formats.ts';

/** The exact text that a format sends of an event; null once retention took it. */
export const findSentBody = async (db: Db, eventId: EventId, format: string): Promise<string | null> => {
  const known = formatNames.find((name) => name === format);
  const isCanonical = known !== undefined && formatOf(known).writeBody === undefined;
  const [row] = isCanonical ? await envelopeOf(db, { eventId }) : await bodyIn(db, { eventId, format });
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
