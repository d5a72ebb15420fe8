import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { idView, isoTime } from '../http/views.ts';
import type { AuditEntry } from './audit-entry.ts';

const facts = z
  .record(z.string(), z.unknown())
  .nullable()
  .meta({ description: 'Secrets, email addresses and names of people are not kept.' });

export const AuditEntryView = z
  .strictObject({
    id: idView('aud'),
    at: isoTime,
    actor: z
      .strictObject({
        kind: z.enum(['api_key', 'admin', 'partner', 'public', 'system']),
        id: z.string(),
        name: z.string().nullable().meta({ description: 'What the key or admin is called now.' }),
      })
      .meta({ description: 'Who did it.' }),
    action: z.string().meta({ description: 'What was done.', examples: ['program.changed'] }),
    subject_id: z.string().meta({ description: 'Of the thing it was done to.' }),
    program_id: idView('prg').nullable(),
    request_id: z.string(),
    before: facts,
    after: facts,
    hash: z.string().meta({
      description: 'SHA-256 over the entry and the hash of the one before: none can be changed unseen.',
    }),
  })
  .meta({ id: 'AuditEntry' });

/** @param names of keys and admins by their id */
export const toAuditEntryView = (
  entry: AuditEntry,
  names: ReadonlyMap<string, string>,
): z.input<typeof AuditEntryView> => ({
  id: entry.id,
  at: toIso(entry.at),
  actor: { ...entry.actor, name: names.get(entry.actor.id) ?? null },
  action: entry.action,
  subject_id: entry.subjectId,
  program_id: entry.programId,
  request_id: entry.requestId,
  before: entry.before,
  after: entry.after,
  hash: entry.hash,
});
