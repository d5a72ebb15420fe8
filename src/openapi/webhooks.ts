import type { EventDefinition } from '../events/event-definition.ts';
import type { SchemaCollection } from './json-schema.ts';

type Json = Readonly<Record<string, unknown>>;

export type EventCatalogue = Readonly<Record<string, EventDefinition>>;

/** Every event as the request that a subscribed endpoint receives, in the canonical format. */
export const webhooksOf = (catalogue: EventCatalogue, schemas: SchemaCollection): Json =>
  Object.fromEntries(
    Object.entries(catalogue).map(([type, definition]) => [
      type,
      { post: webhookOf(type, definition, schemas) },
    ]),
  );

const webhookOf = (type: string, definition: EventDefinition, schemas: SchemaCollection): Json => ({
  operationId: `on${type.split(/[._]/).map(capitalized).join('')}`,
  tags: ['Webhooks'],
  summary: definition.meaning,
  'x-aliases': definition.aliases,
  ...(definition.onRequestOnly && {
    description: 'Sent only to endpoints that name it: it is not part of `*`.',
  }),
  parameters: headers,
  requestBody: {
    required: true,
    content: { 'application/json': { schema: envelopeOf(type, definition, schemas) } },
  },
  responses: {
    '2XX': { description: 'Received. What the answer holds does not matter.' },
    '4XX': { description: 'Refused; the retry policy of the endpoint says whether it is sent again.' },
    '5XX': { description: 'Failed; it is sent again.' },
  },
});

const envelopeOf = (
  type: string,
  { version, data, example }: EventDefinition,
  schemas: SchemaCollection,
): Json => ({
  type: 'object',
  required: ['id', 'type', 'version', 'occurred_at', 'timestamp', 'program_id', 'entity_version', 'data'],
  properties: {
    id: {
      type: 'string',
      description: 'Id of the event, the same on every attempt: drop what you have seen.',
    },
    type: { const: type },
    version: { const: version, description: 'Major version of `data`.' },
    occurred_at: { type: 'string', format: 'date-time', description: 'To the second.' },
    timestamp: { type: 'string', format: 'date-time', description: 'The same instant to the millisecond.' },
    program_id: { type: 'string' },
    entity_version: {
      type: 'integer',
      description: 'Grows with each event of the same entity: drop what arrives late.',
    },
    data: { ...schemas.toSchema(data, 'output'), examples: [example] },
    test: { const: true, description: 'Only in deliveries that "send test" makes.' },
  },
});

const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

const headers = [
  header('webhook-id', 'Id of the event.'),
  header('webhook-timestamp', 'When this attempt was made, in seconds since 1970.'),
  header(
    'webhook-signature',
    'Standard Webhooks signatures of id, timestamp and the raw body: `v1,...`, several in a list.',
  ),
  header('webhook-attempt', 'Number of this attempt, from 1.'),
  header('webhook-delivery-id', 'Id of the delivery.'),
  header('webhook-endpoint-id', 'Id of the endpoint.'),
];

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
