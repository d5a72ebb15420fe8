import { z } from 'zod';
import { toIso } from '../../core/clock.ts';
import { type PurgeReason, purgeReasons } from '../../events/event.store.ts';
import { idView, isoTime, toIsoOrNull } from '../../http/views.ts';
import { bodyOfAttempt, readForm, variesByAttempt } from '../formats/body-form.ts';
import {
  type Attempt,
  type Delivery,
  type DeliveryState,
  deliveryOrigins,
  deliveryTransitions,
} from './delivery.ts';
import { type RequestFacts, requestHeaders } from './request-headers.ts';

export const deliveryState = z.enum(deliveryTransitions.states as [DeliveryState, ...DeliveryState[]]);

const attempt = {
  number: z.int(),
  started_at: isoTime,
  status: z.int().nullable().meta({ description: 'HTTP status; null when there was no answer.' }),
  error: z.string().nullable().meta({ description: 'What went wrong when there was no complete answer.' }),
  duration_ms: z.int(),
  response_excerpt: z.string().nullable(),
};

const delivery = {
  id: idView('whd'),
  event_id: idView('evt'),
  event_type: z.string(),
  endpoint_id: idView('whe'),
  format: z.string(),
  pinned_version: z.int().nullable().meta({
    description:
      'The earlier major version of the data that the endpoint stays on; null for the present one.',
  }),
  origin: z.enum(deliveryOrigins),
  state: deliveryState,
  attempt_count: z
    .int()
    .meta({ description: 'How many there were, those whose retention has ended included.' }),
  attempts: z.array(z.strictObject(attempt)),
  last_status: z.int().nullable().meta({ description: 'HTTP status of the last answer.' }),
  next_attempt_at: isoTime.nullable(),
  last_error: z.string().nullable().meta({
    description:
      'What went wrong last, where it was no answer: of an attempt, or why it ended without one (`max_age`, `endpoint_deleted`).',
  }),
  created_at: isoTime,
  finished_at: isoTime.nullable(),
};

export const DeliveryView = z.strictObject(delivery).meta({ id: 'Delivery' });

export const DeliveryDetailView = z
  .strictObject({
    ...delivery,
    attempts: z.array(
      z.strictObject({
        ...attempt,
        url: z.string(),
        request_headers: z
          .record(z.string(), z.string())
          .meta({ description: 'As sent; the values of custom headers are not recorded.' }),
        request_body: z.string().nullable().meta({
          description:
            'The exact text of this attempt where attempts differ, as in the format affonso; null where it is that of the delivery.',
        }),
      }),
    ),
    request_body: z.string().nullable().meta({
      description:
        'The exact text that is sent, but for what a format adds for each attempt; null once it was purged.',
    }),
    request_body_purged: z.enum(purgeReasons).nullable().meta({
      description: 'Why the text is gone: its retention has ended, or a person has expunged it.',
    }),
  })
  .meta({ id: 'DeliveryDetail' });

export const toDeliveryView = (
  found: Delivery,
  attempts: readonly Attempt[],
): z.input<typeof DeliveryView> => ({
  ...facts(found),
  attempts: attempts.filter(({ deliveryId }) => deliveryId === found.id).map(toAttempt),
});

export const toDeliveryDetailView = (
  found: Delivery,
  attempts: readonly Attempt[],
  { body, purgeReason }: { readonly body: string | null; readonly purgeReason: PurgeReason | null },
): z.input<typeof DeliveryDetailView> => {
  const differs = variesByAttempt(found.format);
  return {
    ...facts(found),
    attempts: attempts.map((made) => {
      const request = factsOf(found, made);
      return {
        ...toAttempt(made),
        url: made.url,
        request_headers: requestHeaders(made.givenHeaders, request),
        request_body: body !== null && differs ? bodyOfAttempt(found.format, body, request) : null,
      };
    }),
    request_body: body,
    request_body_purged: purgeReason,
  };
};

const factsOf = (found: Delivery, made: Attempt): RequestFacts => ({
  eventId: found.eventId,
  deliveryId: found.id,
  endpointId: found.endpointId,
  attempt: made.number,
  startedAt: made.startedAt,
});

const facts = (found: Delivery): Omit<z.input<typeof DeliveryView>, 'attempts'> => {
  const { format, version } = readForm(found.format);
  return {
    id: found.id,
    event_id: found.eventId,
    event_type: found.eventType,
    endpoint_id: found.endpointId,
    format,
    pinned_version: version,
    origin: found.origin,
    state: found.state,
    attempt_count: found.attemptCount,
    last_status: found.lastStatus,
    next_attempt_at: toIsoOrNull(found.nextAttemptAt),
    last_error: found.lastError,
    created_at: toIso(found.createdAt),
    finished_at: toIsoOrNull(found.finishedAt),
  };
};

const toAttempt = (made: Attempt) => ({
  number: made.number,
  started_at: toIso(made.startedAt),
  status: made.status,
  error: made.error,
  duration_ms: made.durationMs,
  response_excerpt: made.responseExcerpt,
});
