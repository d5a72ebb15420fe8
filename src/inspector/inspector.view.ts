import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { idView, isoTime } from '../http/views.ts';
import { inspectorUrl } from '../outbound/own-inspectors.ts';
import { formatNames } from '../webhooks/formats/formats.ts';
import type { InspectedRequest, RequestContent } from './inspected-request.ts';
import { type Inspector, maxKeptBodyBytes } from './inspector.ts';

const AnswerView = z
  .strictObject({
    status: z.int(),
    sequence: z.array(z.int()).meta({ description: 'Statuses by turn; empty for always `status`.' }),
    delay_ms: z.int(),
    never: z.boolean(),
    drip: z.boolean(),
    body: z.string().nullable(),
    body_bytes: z.int().nullable(),
    headers: z.record(z.string(), z.string()),
  })
  .meta({ id: 'InspectorAnswerGiven' });

export const InspectorView = z
  .strictObject({
    id: idView('isp'),
    program_id: idView('prg').nullable().meta({ description: 'Null for all programs.' }),
    name: z.string(),
    url: z.string().meta({ description: 'Send here; an endpoint may use it as its `url`. Keep it private.' }),
    format: z.enum(formatNames).nullable(),
    endpoint_id: idView('whe').nullable(),
    has_secret: z.boolean().meta({ description: 'Whether it verifies with a secret of its own.' }),
    answer: AnswerView,
    created_at: isoTime,
    updated_at: isoTime,
  })
  .meta({ id: 'Inspector' });

export const toInspectorView = (inspector: Inspector, baseUrl: string): z.input<typeof InspectorView> => ({
  id: inspector.id,
  program_id: inspector.programId,
  name: inspector.name,
  url: inspectorUrl(baseUrl, inspector.token),
  format: inspector.format,
  endpoint_id: inspector.endpointId,
  has_secret: inspector.secretSealed !== null,
  answer: {
    status: inspector.answer.status,
    sequence: [...inspector.answer.sequence],
    delay_ms: inspector.answer.delayMs,
    never: inspector.answer.never,
    drip: inspector.answer.drip,
    body: inspector.answer.body,
    body_bytes: inspector.answer.bodyBytes,
    headers: inspector.answer.headers,
  },
  created_at: toIso(inspector.createdAt),
  updated_at: toIso(inspector.updatedAt),
});

const VerificationView = z
  .strictObject({
    format: z.enum(formatNames),
    ok: z.boolean().nullable().meta({
      description:
        'Whether a receiver of the format would accept it; null when there is no secret to verify with.',
    }),
    why: z.string().meta({ description: 'One sentence.' }),
    checked: z.array(z.strictObject({ header: z.string(), ok: z.boolean(), why: z.string() })),
    timestamp_age_seconds: z.int().nullable().meta({ description: 'Negative when it lies in the future.' }),
    event: z.strictObject({
      id: z.string().nullable(),
      type: z.string().nullable(),
      attempt: z.int().nullable(),
    }),
    duplicate_of: z
      .string()
      .nullable()
      .meta({ description: 'The first request kept that carried the same event.' }),
  })
  .meta({ id: 'InspectorVerification' });

/** What receivers of one format would say of a request. */
export const FormatVerificationView = z
  .strictObject({
    format: z.enum(formatNames),
    ok: z.boolean().nullable(),
    why: z.string().meta({ description: 'One sentence.' }),
    checked: z.array(z.strictObject({ header: z.string(), ok: z.boolean(), why: z.string() })),
  })
  .meta({ id: 'InspectorFormatVerification' });

const summary = {
  id: idView('req').meta({ description: 'Also in the `X-Request-Id` that its sender was answered.' }),
  inspector_id: idView('isp'),
  method: z.string(),
  path: z.string().meta({ description: 'Path and query after the token.' }),
  body_bytes: z.int(),
  answered_status: z.int().nullable().meta({ description: 'Null when it was to get no answer.' }),
  received_at: isoTime,
  verification: VerificationView,
};

export const RequestSummaryView = z.strictObject(summary).meta({ id: 'InspectedRequestSummary' });

export const RequestView = z
  .strictObject({
    ...summary,
    headers: z.record(z.string(), z.string()).meta({
      description: 'By lower-case name. Cookies and API keys of this installation are not recorded.',
    }),
    body_encoding: z.enum(['utf8', 'base64']).meta({ description: '`base64` for what is no text.' }),
    body: z.string().meta({ description: 'The first 256 KiB.' }),
    body_truncated: z.boolean(),
  })
  .meta({ id: 'InspectedRequest' });

export const toRequestSummary = (request: InspectedRequest): z.input<typeof RequestSummaryView> => {
  const { verification } = request;
  return {
    id: request.id,
    inspector_id: request.inspectorId,
    method: request.method,
    path: request.path,
    body_bytes: request.bodyBytes,
    answered_status: request.answeredStatus,
    received_at: toIso(request.receivedAt),
    verification: {
      format: verification.format,
      ok: verification.ok,
      why: verification.why,
      checked: [...verification.checked],
      timestamp_age_seconds: verification.timestampAgeSeconds,
      event: verification.event,
      duplicate_of: verification.duplicateOf,
    },
  };
};

export const toRequestView = (request: InspectedRequest & RequestContent): z.input<typeof RequestView> => ({
  ...toRequestSummary(request),
  headers: request.headers,
  body_encoding: request.bodyEncoding,
  body: request.body,
  body_truncated: request.bodyBytes > maxKeptBodyBytes,
});
