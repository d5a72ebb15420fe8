import { z } from 'zod';
import { notFound } from '../../core/errors.ts';
import type { EventId, ProgramId } from '../../core/ids.ts';
import { exampleIds, exampleTimes } from '../../events/catalogue/examples.ts';
import { type EventType, eventDefinition, resolveEventType } from '../../events/catalogue.ts';
import type { Envelope } from '../../events/envelope.ts';
import { ok, type Route, route } from '../../http/route.ts';
import { FormatBodyView, toFormatBodies } from './format-bodies.view.ts';

const ExampleView = z
  .strictObject({
    name: z.string(),
    meaning: z.string(),
    bodies: z.array(FormatBodyView),
  })
  .meta({ id: 'EventTypeExample' });

export const eventTypeExampleRoute = (): Route =>
  route({
    method: 'GET',
    path: '/api/v1/event-types/:name/example',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Shows what an event of a type looks like in every receiver format',
    params: z.strictObject({
      name: z.string().max(100).meta({ description: 'Of an event type, ours or an alias.' }),
    }),
    answers: { 200: { description: 'An example in each format.', schema: ExampleView } },
    handle: ({ params }) => {
      const type = resolveEventType(params.name);
      if (!type) throw notFound('event type');
      const { meaning } = eventDefinition(type);
      return ok({ name: type, meaning, bodies: toFormatBodies(exampleOf(type)) });
    },
  });

const exampleOf = (type: EventType): Envelope => {
  const { version, example } = eventDefinition(type);
  return {
    id: exampleIds.event as EventId,
    type,
    version,
    occurredAt: Date.parse(exampleTimes.bought),
    programId: exampleIds.program as ProgramId,
    entityVersion: 1_204,
    isTest: false,
    data: example as Envelope['data'],
  };
};
