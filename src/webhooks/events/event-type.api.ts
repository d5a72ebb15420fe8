import { z } from 'zod';
import { wholeList } from '../../core/page.ts';
import { type EventType, eventDefinition, eventTypes } from '../../events/catalogue.ts';
import { majorsOf } from '../../events/event-definition.ts';
import { ok, type Route, route } from '../../http/route.ts';
import { pageOf } from '../../http/views.ts';
import { eventTypeExampleRoute } from './event-type-example.api.ts';

const EventTypeView = z
  .strictObject({
    name: z.string(),
    version: z.int().meta({ description: 'Major version of the schema.' }),
    versions: z
      .array(z.int())
      .meta({ description: 'Every major version that an endpoint can stay on, in `settings.versions`.' }),
    meaning: z.string(),
    aliases: z
      .record(z.string(), z.string())
      .meta({ description: 'What the documents of other products call it; each can be subscribed to.' }),
    in_wildcard: z.boolean().meta({ description: 'Whether `*` includes it.' }),
    schema: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema of `data`.' }),
    example: z.record(z.string(), z.unknown()).meta({ description: 'A realistic `data`.' }),
  })
  .meta({ id: 'EventType' });

export const eventTypeRoutes = (): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/event-types',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Lists every event type with its meaning, schema and an example',
    query: z.strictObject({}),
    answers: {
      200: { description: 'All event types.', schema: pageOf(EventTypeView) },
    },
    handle: () => {
      described ??= eventTypes.map(describe);
      return ok(wholeList(described));
    },
  }),
  eventTypeExampleRoute(),
];

let described: z.output<typeof EventTypeView>[] | undefined;

const describe = (name: EventType): z.output<typeof EventTypeView> => {
  const definition = eventDefinition(name);
  const { version, meaning, aliases, onRequestOnly = false, data, example } = definition;
  // As a receiver must read it: members may be added, none of those documented goes away.
  const schema = z.toJSONSchema(data, { io: 'input' }) as Record<string, unknown>;
  return {
    name,
    version,
    versions: majorsOf(definition),
    meaning,
    aliases: { ...aliases },
    in_wildcard: !onRequestOnly,
    schema,
    example: example as Record<string, unknown>,
  };
};
