import { z } from 'zod';
import { defineEvent } from '../event-definition.ts';
import { exampleIds, exampleTimes } from './examples.ts';
import { instant, publicId } from './fields.ts';

/** Operational events: about the webhooks themselves, never sent to the endpoint they are about. */

/** The host alone: paths of webhook URLs often are credentials. */
const endpointSummary = z.object({ id: publicId('whe', 'endpoint'), name: z.string(), host: z.string() });

const endpointHealth = z.object({
  endpoint_id: publicId('whe', 'endpoint'),
  endpoint: endpointSummary,
  reason: z.string().nullable(),
  failing_since: instant.nullable(),
  last_succeeded_at: instant.nullable(),
});

const failedDelivery = z.object({
  id: publicId('whd', 'delivery'),
  event_id: publicId('evt', 'event'),
  event_type: z.string(),
  endpoint_id: publicId('whe', 'endpoint'),
  endpoint: endpointSummary,
  attempts: z.int().min(1),
  last_status: z.int().nullable().describe('The HTTP status of the last answer, null when there was none.'),
  last_error: z.string().nullable(),
  created_at: instant,
  finished_at: instant,
});

const endpoint = { id: exampleIds.endpoint, name: 'Production CRM', host: 'crm.example.com' };

const health: z.output<typeof endpointHealth> = {
  endpoint_id: exampleIds.endpoint,
  endpoint,
  reason: 'failing_for_days',
  failing_since: exampleTimes.clicked,
  last_succeeded_at: exampleTimes.joined,
};

const failure: z.output<typeof failedDelivery> = {
  id: exampleIds.delivery,
  event_id: exampleIds.event,
  event_type: 'commission.created',
  endpoint_id: exampleIds.endpoint,
  endpoint,
  attempts: 6,
  last_status: 503,
  last_error: null,
  created_at: exampleTimes.bought,
  finished_at: exampleTimes.due,
};

export const webhookEvents = {
  'endpoint.disabled': defineEvent({
    version: 1,
    meaning: 'A webhook endpoint was disabled after sustained failure; its deliveries are held.',
    aliases: {},
    onRequestOnly: true,
    data: endpointHealth,
    example: health,
  }),
  'endpoint.recovered': defineEvent({
    version: 1,
    meaning: 'A webhook endpoint that had been failing answered again.',
    aliases: {},
    onRequestOnly: true,
    data: endpointHealth,
    example: { ...health, reason: null, last_succeeded_at: exampleTimes.bought },
  }),
  'delivery.exhausted': defineEvent({
    version: 1,
    meaning: 'A delivery used up all its retries.',
    aliases: {},
    onRequestOnly: true,
    data: failedDelivery,
    example: failure,
  }),
  'delivery.rejected': defineEvent({
    version: 1,
    meaning: 'A receiver refused a delivery for good.',
    aliases: {},
    onRequestOnly: true,
    data: failedDelivery,
    example: { ...failure, attempts: 1, last_status: 422 },
  }),
};
