import type { PartnerId, ProgramId } from '../core/ids.ts';
import type { Work } from '../database/work.ts';
import type { EventData, EventType } from './catalogue.ts';

interface Happening<Type extends EventType> {
  readonly programId: ProgramId;
  /** The partner it is about, so that endpoints of one partner can be told; null when it is about none. */
  readonly partnerId: PartnerId | null;
  /** Public id of the thing that changed: a receiver orders the events of one entity by `entity_version`. */
  readonly entityId: string;
  readonly data: EventData<Type>;
}

/**
 * Says that something happened; it is stored, with its deliveries, in the same commit as the change itself.
 * The data is trusted here: the compiler knows its shape, and the outbox of every test checks each event
 * against the schema of its type.
 */
export const recordEvent = <Type extends EventType>(
  work: Pick<Work, 'events'>,
  type: Type,
  { programId, partnerId, entityId, data }: Happening<Type>,
): void => {
  work.events.push({ type, programId, partnerId, entityId, data });
};
