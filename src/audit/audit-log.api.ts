import type { App } from '../app.ts';
import { readCursor, toPage } from '../core/page.ts';
import { visibleProgram } from '../http/caller.ts';
import { id, instant, pageQuery, text } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { namesOfActors } from './actor-name.store.ts';
import { listAudit } from './audit-entry.store.ts';
import { AuditEntryView, toAuditEntryView } from './audit-entry.view.ts';

export const auditLogRoutes = (app: Pick<App, 'read'>): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/audit-log',
    scope: 'admin',
    tag: 'Audit log',
    summary: 'Who did what, newest first',
    description:
      'Every change that a person or a key made, in the same commit as the change. Entries are kept for ever and linked by hashes; `tributary doctor` checks the chain. What comes in through tracking is recorded with the conversions themselves.',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      subject_id: text(80).optional(),
      actor_id: text(80).optional(),
      action: text(80).optional(),
      from: instant.optional(),
      until: instant.optional(),
    }),
    answers: { 200: { description: 'A page of entries.', schema: pageOf(AuditEntryView) } },
    handle: async ({ caller, query }) => {
      const filter = {
        programId: visibleProgram(caller, query.program_id),
        subjectId: query.subject_id,
        actor: query.actor_id && actorOf(query.actor_id),
        action: query.action,
        from: query.from,
        until: query.until,
      };
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const entries = await listAudit(app.read, filter, page);
      const names = await namesOfActors(app.read, entries);
      return ok(toPage(entries, query.limit, (entry) => toAuditEntryView(entry, names)));
    },
  }),
];

/** As it is stored: the id says which kind of actor it is. */
const actorOf = (actorId: string): string =>
  `${actorId.startsWith('adm_') ? 'admin' : actorId.startsWith('key_') ? 'api_key' : 'system'}:${actorId}`;
