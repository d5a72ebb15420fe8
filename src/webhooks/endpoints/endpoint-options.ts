import { z } from 'zod';
import { BodyHmacOptions } from '../signing/body-hmac.ts';
import { VersionPins } from './version-pins.ts';

/**
 * What only some formats and policies ask for: `settings` of an endpoint. Stored as it was sent, so that an
 * endpoint which changes its format and back finds its settings again.
 */
export const EndpointOptions = z
  .strictObject({
    signature: BodyHmacOptions.optional().meta({
      description: 'Of the format track360: the header with the HMAC of the raw body.',
    }),
    versions: VersionPins.optional(),
  })
  .meta({ id: 'WebhookEndpointSettings' });

export type EndpointOptions = z.output<typeof EndpointOptions>;
