import { z } from 'zod';

/**
 * What only some formats and policies ask for: `settings` of an endpoint. Stored as it was sent, so that an
 * endpoint which changes its format and back finds its settings again.
 */
export const EndpointOptions = z
  .strictObject({
    /** Of the format `track360`: the header with the HMAC of the raw body. */
    signature: z
      .strictObject({
        header: z.string().optional(),
        encoding: z.enum(['hex', 'base64']).optional(),
        prefix: z.string().optional(),
      })
      .optional(),
    /** Event type to major version, where the endpoint stays on an older one. */
    versions: z.record(z.string(), z.int().min(1)).optional(),
  })
  .meta({ id: 'WebhookEndpointSettings' });

export type EndpointOptions = z.output<typeof EndpointOptions>;
