import { type EventData, type EventType, findEventDefinition } from '../../events/catalogue.ts';
import { writeEnvelope } from '../../events/envelope.ts';
import type { AliasSource } from '../../events/event-definition.ts';
import type { BodyWriter } from '../../events/subscriptions.ts';
import type { DataMapper } from './format.ts';

/** For each event type that a format has a name for: our data in its words. */
export type DataMappers = { readonly [Type in EventType]?: DataMapper<EventData<Type>> };

/**
 * Major version of what a format makes of an event. It is the version of that format's documentation: ours may grow
 * without anything changing for its receivers.
 */
const mappedVersion = 1;

/** What a format calls an event; undefined when its document does not know such an event. */
export const ownNameIn =
  (source: AliasSource) =>
  (type: string): string | undefined =>
    findEventDefinition(type)?.aliases[source];

/** Writes events under a format's own names and data; those it has no name for, under ours. */
export const mappedBody = (source: AliasSource, mappers: DataMappers): BodyWriter => {
  const nameOf = ownNameIn(source);
  // By name only: which data belongs to which name is what the type of the table says.
  const byType: Readonly<Record<string, DataMapper<never> | undefined>> = mappers;
  return (envelope) => {
    const mapper = byType[envelope.type];
    const type = nameOf(envelope.type);
    if (mapper === undefined || type === undefined) return writeEnvelope(envelope);
    const data = mapper(envelope.data as never, envelope);
    return writeEnvelope({ ...envelope, type, version: mappedVersion, data });
  };
};
