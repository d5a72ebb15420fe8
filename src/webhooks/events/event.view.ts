import { z } from 'zod';
import { toIso, toIsoSeconds } from '../../core/clock.ts';
import { purgeReasons, type StoredEvent } from '../../events/event.store.ts';
import { idView, isoTime } from '../../http/views.ts';

export const EventView = z
  .strictObject({
    id: idView('evt'),
    type: z.string(),
    version: z.int(),
    occurred_at: z.string().meta({ description: 'To the second.' }),
    timestamp: isoTime.meta({ description: 'The same instant to the millisecond.' }),
    program_id: idView('prg'),
    partner_id: idView('prt').nullable(),
    entity_id: z.string().meta({ description: 'Id of what changed.' }),
    entity_version: z.int().meta({ description: 'Grows with each event of the same entity.' }),
    test: z.boolean(),
    imported: z.boolean().meta({ description: 'History that an import brought in; delivered to nobody.' }),
    request_id: z.string(),
    data: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'What was sent; null once it was purged.' }),
    body_purged: z.boolean().meta({ description: 'Whether `data` is gone, and the body in every format.' }),
    purge_reason: z
      .enum(purgeReasons)
      .nullable()
      .meta({ description: 'Its retention has ended, or a person has expunged it.' }),
  })
  .meta({ id: 'Event' });

export const toEventView = (event: StoredEvent): z.input<typeof EventView> => ({
  id: event.id,
  type: event.type,
  version: event.version,
  occurred_at: toIsoSeconds(event.occurredAt),
  timestamp: toIso(event.occurredAt),
  program_id: event.programId,
  partner_id: event.partnerId,
  entity_id: event.entityId,
  entity_version: event.seq,
  test: event.isTest,
  imported: event.isImported,
  request_id: event.requestId,
  data: event.body === null ? null : (JSON.parse(event.body) as { data: Record<string, unknown> }).data,
  body_purged: event.body === null,
  purge_reason: event.purgeReason,
});
