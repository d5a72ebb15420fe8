import { isDeepStrictEqual } from 'node:util';
import type { PendingEvent } from '../core/pending-event.ts';
import { eventDefinition, isEventType } from './catalogue.ts';

/**
 * Refuses an event whose data is not what the catalogue says, down to members nobody documented. For tests and
 * development: it costs more than everything else the outbox does.
 *
 * @throws Error, because such an event is a bug of ours
 */
export const checkEventData = ({ type, data }: PendingEvent): void => {
  if (!isEventType(type)) throw new Error(`no event type of the catalogue: ${type}`);
  const sent: unknown = JSON.parse(JSON.stringify(data));
  const documented = eventDefinition(type).data.parse(sent);
  if (!isDeepStrictEqual(documented, sent)) {
    throw new Error(`${type} carries members that its schema does not have: ${JSON.stringify(sent)}`);
  }
};
