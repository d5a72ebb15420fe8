import { z } from 'zod';
import { dayMs, minuteMs, secondMs } from '../../core/clock.ts';
import { CustomRetry } from '../retries/custom-rules.ts';
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
    /** Of the retry policy `custom`, which cannot be without. */
    retry: CustomRetry.optional(),
    max_age_seconds: z
      .int('must be a whole number of seconds')
      .min(minuteMs / secondMs, 'must be at least 1 minute')
      .max((365 * dayMs) / secondMs, 'may be at most 1 year')
      .nullable()
      .optional()
      .meta({
        description:
          'A delivery that is older expires instead of being sent, counted from its event or from when a person asked for it again; null for no limit.',
      }),
  })
  .meta({ id: 'WebhookEndpointSettings' });

export type EndpointOptions = z.output<typeof EndpointOptions>;
