import { z } from 'zod';
import { isoTime } from '../http/views.ts';

/** To which any number of deliveries is counted. */
export const maxCounted = 10_000;

export const InstanceView = z
  .strictObject({
    version: z.string(),
    base_url: z.string().meta({ description: 'Where browsers and backends reach it.' }),
    now: isoTime.meta({ description: 'The clock of this server.' }),
    clock_skew_ms: z.int().nullable().meta({
      description: 'How far ahead the clock is, by what receivers say; null as long as none has said it.',
    }),
    database_bytes: z
      .int()
      .meta({ description: 'Size of the database, without what is not moved into it yet.' }),
    disk: z
      .strictObject({ free_bytes: z.int(), total_bytes: z.int() })
      .nullable()
      .meta({ description: 'Where the database lies; null when the system does not say.' }),
    sending: z.boolean().meta({ description: 'Whether deliveries are being sent.' }),
    backlog: z.strictObject({
      pending: z.int().meta({ description: `Counted to ${maxCounted}.` }),
      sending: z.int(),
      held: z.int(),
      oldest_pending_at: isoTime.nullable(),
    }),
    mail: z.boolean().meta({ description: 'Whether a mail server is set.' }),
    metrics: z.boolean().meta({ description: 'Whether /metrics answers.' }),
    webhook_allow_http: z.boolean(),
    webhook_allow_cidrs: z.array(z.string()).meta({ description: 'Private networks that may be called.' }),
    retention: z
      .strictObject({ payload_days: z.int(), excerpt_days: z.int(), attempt_days: z.int() })
      .meta({ description: 'For how long bodies of events, excerpts of responses and attempts are kept.' }),
  })
  .meta({ id: 'Instance' });
