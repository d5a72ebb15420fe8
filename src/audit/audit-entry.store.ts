import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Deed } from '../core/deed.ts';
import type { ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import type { PendingAuditEntry } from '../core/pending-audit-entry.ts';
import { literal } from '../database/literal.ts';
import type { Stretch } from '../database/look-back.ts';
import { newestRows } from '../database/newest-rows.ts';
import type { Db, Work } from '../database/work.ts';
import { type AuditEntry, firstHash, hashOf } from './audit-entry.ts';
import { difference } from './difference.ts';

/** Stores what somebody asked for and what it changed, linked to all that was stored before. */
export const storeAudit = async (work: Work): Promise<void> => {
  const { deed } = work;
  if (!deed) return;
  const changes = work.audit.length === 0 && !deed.isStored ? [unspecified(work, deed)] : work.audit;
  if (changes.length === 0) return;
  let previousHash = await lastHash(work.tx);
  for (const change of changes) previousHash = await insertEntry(work, deed, change, previousHash);
  work.afterCommit(() => {
    deed.isStored = true;
  });
};

/** When nothing more particular is known: what was asked for. */
const unspecified = ({ actor }: Work, { subjectId, asked }: Deed): PendingAuditEntry => ({
  subjectId: subjectId === '' ? actor.id : subjectId,
  programId: null,
  before: null,
  after: { asked },
});

const insertEntry = async (
  work: Work,
  { action }: Deed,
  change: PendingAuditEntry,
  previousHash: string,
): Promise<string> => {
  const { before, after } = difference(change);
  const entry = {
    previousHash,
    id: work.ids.mint('aud'),
    at: work.now,
    actor: `${work.actor.kind}:${work.actor.id}`,
    action,
    subjectId: change.subjectId,
    programId: change.programId,
    requestId: work.requestId,
    beforeJson: before && JSON.stringify(before),
    afterJson: after && JSON.stringify(after),
  };
  const hash = hashOf(entry);
  await work.tx
    .insertInto('audit_entries')
    .values({
      id: entry.id,
      at: entry.at,
      actor: entry.actor,
      action,
      subject_id: entry.subjectId,
      program_id: entry.programId,
      request_id: entry.requestId,
      before_json: entry.beforeJson,
      after_json: entry.afterJson,
      previous_hash: previousHash,
      hash,
    })
    .execute();
  return hash;
};

const lastHash = async (db: Db): Promise<string> => {
  const last = await db
    .selectFrom('audit_entries')
    .select('hash')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.hash ?? firstHash;
};

export interface AuditFilter {
  readonly programId?: ProgramId | undefined;
  readonly subjectId?: string | undefined;
  /** `admin:adm_...` */
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly from?: Instant | undefined;
  readonly until?: Instant | undefined;
}

/** Newest first. One row more than asked for tells whether there are more. */
export const listAudit = async (db: Db, filter: AuditFilter, page: PageRequest): Promise<AuditEntry[]> => {
  const isLed = filter.from === undefined && filter.until === undefined;
  const rows = await newestRows(db, 'audit_entries', { page, isLed }, (part) =>
    readEntries(db, filter, part),
  );
  return rows.map(toEntry);
};

const readEntries = (db: Db, filter: AuditFilter, { from, below, wanted }: Stretch): Promise<AuditRow[]> => {
  let query = db
    .selectFrom('audit_entries')
    .selectAll()
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(literal(wanted));
  if (filter.programId !== undefined) query = query.where('program_id', '=', filter.programId);
  if (filter.subjectId !== undefined) query = query.where('subject_id', '=', filter.subjectId);
  if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor);
  if (filter.action !== undefined) query = query.where('action', '=', filter.action);
  if (filter.from !== undefined) query = query.where('at', '>=', filter.from);
  if (filter.until !== undefined) query = query.where('at', '<', filter.until);
  return query.execute();
};

interface AuditRow {
  readonly seq: number;
  readonly id: AuditEntry['id'];
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly subject_id: string;
  readonly program_id: ProgramId | null;
  readonly request_id: string;
  readonly before_json: string | null;
  readonly after_json: string | null;
  readonly previous_hash: string;
  readonly hash: string;
}

const toEntry = (row: AuditRow): AuditEntry => ({
  seq: row.seq,
  id: row.id,
  at: row.at,
  actor: toActor(row.actor),
  action: row.action,
  subjectId: row.subject_id,
  programId: row.program_id,
  requestId: row.request_id,
  before: row.before_json === null ? null : JSON.parse(row.before_json),
  after: row.after_json === null ? null : JSON.parse(row.after_json),
  previousHash: row.previous_hash,
  hash: row.hash,
});

const toActor = (text: string): Actor => {
  const [kind = '', ...id] = text.split(':');
  return { kind: kind as Actor['kind'], id: id.join(':') };
};
