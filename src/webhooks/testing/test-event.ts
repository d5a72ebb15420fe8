import type { EndpointId, PartnerId, ProgramId } from '../../core/ids.ts';
import { exampleIds } from '../../events/catalogue/examples.ts';
import { type EventType, eventDefinition, resolveEventType } from '../../events/catalogue.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';

/** What somebody who chose everything most likely wants to see. */
const typeOfWildcard: EventType = 'conversion.created';

/** The event type a test sends unless told otherwise: the first one selected. */
export const defaultTestType = ([first]: Endpoint['eventTypes']): EventType =>
  (first === undefined || first === '*' ? undefined : resolveEventType(first)) ?? typeOfWildcard;

/** Whom a test event pretends to be about. */
export interface TestSubject {
  readonly endpointId: EndpointId;
  readonly programId: ProgramId;
  /** The one partner of the endpoint; null when it has them all. */
  readonly partnerId: PartnerId | null;
}

/** The example of the catalogue with the ids that the receiver knows in place of made-up ones. */
export const testDataOf = (
  type: EventType,
  { endpointId, programId, partnerId }: TestSubject,
): Readonly<Record<string, unknown>> => {
  const known: Readonly<Record<string, string>> = {
    [exampleIds.program]: programId,
    [exampleIds.endpoint]: endpointId,
    ...(partnerId && { [exampleIds.partner]: partnerId }),
  };
  return JSON.parse(JSON.stringify(eventDefinition(type).example), (_name, value: unknown) =>
    typeof value === 'string' ? (known[value] ?? value) : value,
  );
};

/** The id of what the data is about; of a fact without an id of its own, its partner's. */
export const entityIdOf = (
  data: Readonly<Record<string, unknown>>,
  { endpointId }: Pick<TestSubject, 'endpointId'>,
): string => [data.id, data.partner_id].find((value) => typeof value === 'string') ?? endpointId;
