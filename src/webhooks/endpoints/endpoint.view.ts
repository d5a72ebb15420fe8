import { z } from 'zod';
import { toIso } from '../../core/clock.ts';
import { idView, isoTime, toIsoOrNull } from '../../http/views.ts';
import { formatNames } from '../formats/formats.ts';
import { retryPolicyNames } from '../retries/retry-policies.ts';
import type { Endpoint } from './endpoint.ts';
import { EndpointOptions } from './endpoint-options.ts';
import { verifiedKeys } from './endpoint-secret.ts';

const fields = {
  id: idView('whe'),
  program_id: idView('prg').nullable().meta({ description: 'Null for all programs.' }),
  partner_id: idView('prt').nullable().meta({ description: 'Null for all partners.' }),
  name: z.string(),
  url: z.string(),
  description: z.string().nullable(),
  event_types: z
    .array(z.string())
    .meta({ description: 'As chosen; `*` is everything but what must be named.' }),
  format: z.enum(formatNames),
  retry_policy: z.enum(retryPolicyNames),
  header_names: z
    .array(z.string())
    .meta({ description: 'Names of the custom headers; their values are never shown.' }),
  rate_limit: z.int().nullable().meta({ description: 'Requests a second; null for no limit.' }),
  fifo: z.boolean(),
  settings: EndpointOptions,
  secret_rotation: z
    .strictObject({
      expires_at: isoTime.meta({ description: 'From then on the previous secret signs nothing more.' }),
      cut_over_at: isoTime.nullable().meta({
        description:
          'When headers with room for one signature went over to the new secret; null while they use the previous one.',
      }),
    })
    .nullable()
    .meta({ description: 'While a previous secret still signs; null otherwise.' }),
  last_verified_key: z.enum(verifiedKeys).nullable().meta({
    description:
      'The secret that signed what last got a 2xx: of headers with room for one signature the one used in them, of a list both. Null when nothing has since the secret was changed.',
  }),
  state: z.enum(['active', 'paused', 'disabled']),
  verified: z.boolean().meta({
    description: 'Whether it has answered with a 2xx at this URL; until then final answers hold deliveries.',
  }),
  failing_since: isoTime.nullable(),
  last_failed_at: isoTime.nullable(),
  last_succeeded_at: isoTime.nullable(),
  gated_until: isoTime.nullable().meta({ description: 'Until when the receiver asked to be left alone.' }),
  disabled_reason: z
    .string()
    .nullable()
    .meta({ description: '`failing_for_days`, or `gone` when the receiver answered 410.' }),
  disabled_at: isoTime.nullable().meta({ description: 'Null unless it is disabled.' }),
  behind_from_seq: z
    .int()
    .nullable()
    .meta({ description: 'The `entity_version` from which events are held for it.' }),
  created_at: isoTime,
  updated_at: isoTime,
};

export const EndpointView = z.strictObject(fields).meta({ id: 'WebhookEndpoint' });

export const CreatedEndpointView = z
  .strictObject({
    ...fields,
    secret: z.string().meta({ description: 'The signing secret, shown this once and never again.' }),
  })
  .meta({ id: 'CreatedWebhookEndpoint' });

export const toEndpointView = (endpoint: Endpoint): z.input<typeof EndpointView> => ({
  id: endpoint.id,
  program_id: endpoint.programId,
  partner_id: endpoint.partnerId,
  name: endpoint.name,
  url: endpoint.url,
  description: endpoint.description,
  event_types: [...endpoint.eventTypes],
  format: endpoint.format,
  retry_policy: endpoint.retryPolicy,
  header_names: [...endpoint.headerNames],
  rate_limit: endpoint.rateLimit,
  fifo: endpoint.fifo,
  settings: endpoint.options,
  secret_rotation: endpoint.secretRotation && {
    expires_at: toIso(endpoint.secretRotation.expiresAt),
    cut_over_at: toIsoOrNull(endpoint.secretRotation.cutOverAt),
  },
  last_verified_key: endpoint.lastVerifiedKey,
  state: endpoint.state,
  verified: endpoint.verifiedAt !== null,
  failing_since: toIsoOrNull(endpoint.firstFailedAt),
  last_failed_at: toIsoOrNull(endpoint.lastFailedAt),
  last_succeeded_at: toIsoOrNull(endpoint.lastSucceededAt),
  gated_until: toIsoOrNull(endpoint.gatedUntil),
  disabled_reason: endpoint.disabledReason,
  disabled_at: toIsoOrNull(endpoint.state === 'disabled' ? endpoint.disabledAt : null),
  behind_from_seq: endpoint.behindFromSeq,
  created_at: toIso(endpoint.createdAt),
  updated_at: toIso(endpoint.updatedAt),
});
