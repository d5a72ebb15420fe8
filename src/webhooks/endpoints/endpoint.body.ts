import { z } from 'zod';
import { resolveEventType } from '../../events/catalogue.ts';
import { id, text } from '../../http/fields.ts';
import { formatNames } from '../formats/formats.ts';
import { retryPolicyNames } from '../retries/retry-policies.ts';
import { EndpointOptions } from './endpoint-options.ts';

const eventType = z
  .string()
  .max(100)
  .refine(
    (name) => name === '*' || resolveEventType(name) !== undefined,
    'is no event type; GET /api/v1/event-types lists them',
  );

const eventTypes = z
  .array(eventType)
  .min(1, 'must name at least one event type')
  .max(100, 'may name at most 100 event types')
  .refine((names) => new Set(names).size === names.length, 'must not name an event type twice')
  .describe(
    'Names or aliases; `*` is every type but clicks and those about webhooks, which can be named beside it.',
  );

/** What we set ourselves, what governs the connection, and what a signature is made of. */
const ownHeaders =
  /^(host|content-.*|user-agent|accept|accept-encoding|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|date|cookie|svix-.*|webhook-.*|x-webhook-.*)$/i;

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, 'must be the name of an HTTP header')
  .refine((name) => !ownHeaders.test(name), 'is a header that cannot be set');

const headerValue = z
  .string()
  .regex(/^[\x21-\x7e]([\x20-\x7e]{0,1022}[\x21-\x7e])?$/, 'must be 1 to 1,024 printable ASCII characters');

const headers = z
  .record(headerName, headerValue)
  .refine((given) => Object.keys(given).length <= 20, 'may have at most 20 headers')
  .refine(
    (given) =>
      new Set(Object.keys(given).map((name) => name.toLowerCase())).size === Object.keys(given).length,
    'must not name a header twice',
  );

const settings = {
  name: text(100),
  url: z.string().meta({ format: 'uri', description: 'HTTPS, unless the operator allows plain HTTP.' }),
  description: text(500).nullable(),
  event_types: eventTypes.meta({
    description: 'Names or aliases of event types, or `["*"]` for everything but what must be named.',
  }),
  format: z.enum(formatNames),
  retry_policy: z.enum(retryPolicyNames),
  headers: headers.meta({ description: 'Custom headers; kept sealed and never shown again.' }),
  settings: EndpointOptions.meta({ description: 'What some formats and policies ask for.' }),
  rate_limit: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(1_000, 'may be at most 1,000')
    .nullable()
    .meta({ description: 'Requests a second; null for no limit.' }),
  fifo: z
    .boolean()
    .meta({ description: 'One at a time and in order; a failed delivery holds back the later ones.' }),
};

export const NewEndpointBody = z
  .strictObject({
    ...z.strictObject(settings).partial().shape,
    name: settings.name,
    url: settings.url,
    event_types: settings.event_types,
    program_id: id('prg').optional(),
    partner_id: id('prt').optional(),
  })
  .meta({ id: 'NewWebhookEndpoint' });

export const EndpointChangeBody = z.strictObject(settings).partial().meta({ id: 'WebhookEndpointChange' });
