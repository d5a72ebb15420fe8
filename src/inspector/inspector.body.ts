import { z } from 'zod';
import { id, text } from '../http/fields.ts';
import { formatNames } from '../webhooks/formats/formats.ts';
import { type InspectorAnswer, maxHoldMs } from './inspector.ts';

/**
 * What may stand beside the answer's body, and nothing else: the address lies on the merchant's own domain, where
 * a cookie, a password prompt, a refresh or a header that a proxy obeys would be somebody else's word in their name.
 */
const allowedHeader = /^(retry-after|location|ratelimit-[a-z-]+|x-ratelimit-[a-z-]+|webhook-[a-z-]+)$/i;

/** Names below `.invalid` belong to nobody (RFC 6761): enough to see whether a sender follows, useless for luring. */
const nowhere = /^https?:\/\/([a-z0-9-]{1,63}\.){1,4}invalid(:\d{1,5})?(\/[\x21\x23-\x3b\x3d\x3f-\x7e]*)?$/i;

const headers = z
  .record(
    z
      .string()
      .max(64)
      .regex(
        allowedHeader,
        'cannot be set here; possible are Retry-After, Location, Webhook-*, RateLimit-* and X-RateLimit-*',
      ),
    z
      .string()
      .regex(/^[\x21-\x7e]([\x20-\x7e]{0,510}[\x21-\x7e])?$/, 'must be 1 to 512 printable characters'),
  )
  .refine((given) => Object.keys(given).length <= 20, 'may have at most 20 headers')
  .refine(
    (given) =>
      Object.entries(given).every(([name, value]) => !/^location$/i.test(name) || nowhere.test(value)),
    'may have a Location below .invalid only, such as https://example.invalid/elsewhere',
  )
  .transform((given) =>
    Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value])),
  );

const status = z
  .int('must be a whole number')
  .min(200, 'must be at least 200')
  .max(599, 'may be at most 599');

const maxBodyBytes = 64 * 1_024;
const maxFillerBytes = 1_024 ** 3;

export const AnswerBody = z
  .strictObject({
    status: status.default(200),
    sequence: z
      .array(status)
      .max(100, 'may have at most 100 statuses')
      .default([])
      .meta({ description: 'Statuses by turn instead of `status`; the last one stays: `[500, 500, 200]`.' }),
    delay_ms: z
      .int('must be a whole number')
      .min(0, 'must not be negative')
      .max(maxHoldMs, 'may be at most 60,000')
      .default(0)
      .meta({ description: 'Milliseconds before it answers.' }),
    never: z.boolean().default(false).meta({
      description: 'Says nothing at all and closes the connection after a minute.',
    }),
    drip: z.boolean().default(false).meta({
      description: 'Sends the body one byte a second, filler without end when there is none; for a minute.',
    }),
    body: z
      .string()
      .refine((value) => Buffer.byteLength(value) <= maxBodyBytes, 'may have at most 64 KiB')
      .nullable()
      .default(null),
    body_bytes: z
      .int('must be a whole number')
      .min(0, 'must not be negative')
      .max(maxFillerBytes, 'may be at most 1 GiB')
      .nullable()
      .default(null)
      .meta({ description: 'So many bytes of filler instead of `body`; beyond 64 KiB without a length.' }),
    headers: headers.prefault({}).meta({
      description:
        'Retry-After, Webhook-*, RateLimit-*, X-RateLimit-*, and Location to a host below `.invalid`, which belongs to nobody.',
    }),
  })
  .refine(({ body, body_bytes: bytes }) => body === null || bytes === null, {
    path: ['body_bytes'],
    message: 'cannot stand beside body',
  })
  .meta({ id: 'InspectorAnswer', description: 'How it answers. The content type is always text/plain.' });

const secret = z
  .string()
  .max(200, 'may have at most 200 characters')
  .regex(/^whsec_[A-Za-z0-9+/]{16,}={0,2}$/, 'must be a signing secret as it was shown (whsec_...)')
  .nullable();

const settings = {
  name: text(100),
  format: z.enum(formatNames).nullable().meta({
    description: 'The format to verify by; null for that of the endpoint, else `tributary`.',
  }),
  endpoint_id: id('whe')
    .nullable()
    .meta({ description: 'Verifies with the secrets of this endpoint, current and previous.' }),
  secret: secret.meta({
    description: 'Verifies with this secret instead; kept sealed and never shown.',
  }),
  answer: AnswerBody,
};

const oneKeySource = {
  path: ['secret'],
  message: 'cannot stand beside endpoint_id',
};

const hasOneKeySource = (body: { endpoint_id?: unknown; secret?: unknown }): boolean =>
  typeof body.endpoint_id !== 'string' || typeof body.secret !== 'string';

export const NewInspectorBody = z
  .strictObject({
    ...z.strictObject(settings).partial().shape,
    name: settings.name,
    program_id: id('prg').optional(),
  })
  .refine(hasOneKeySource, oneKeySource)
  .meta({ id: 'NewInspector' });

export const InspectorChangeBody = z
  .strictObject(settings)
  .partial()
  .refine(hasOneKeySource, oneKeySource)
  .meta({ id: 'InspectorChange' });

export const toAnswer = (body: z.output<typeof AnswerBody>): InspectorAnswer => ({
  status: body.status,
  sequence: body.sequence,
  delayMs: body.delay_ms,
  never: body.never,
  drip: body.drip,
  body: body.body,
  bodyBytes: body.body_bytes,
  headers: body.headers,
});

/** A plain 200. */
export const usualAnswer: InspectorAnswer = toAnswer(AnswerBody.parse({}));
