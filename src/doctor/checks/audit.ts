import { firstHash, hashOf } from '../../audit/audit-entry.ts';
import { type Check, type Finding, type Inspected, stretchesOf } from '../check.ts';

interface Entry {
  readonly seq: number;
  readonly id: string;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject_id: string;
  readonly program_id: string | null;
  readonly request_id: string;
  readonly before_json: string | null;
  readonly after_json: string | null;
  readonly previous_hash: string;
  readonly hash: string;
}

/** Entries are only ever added, so the chain can be followed in steps while the database goes on. */
export const auditChain: Check = {
  name: 'audit_chain',
  invariant: 'I10',
  sentence: 'Every entry of the audit log is as it was written, follows the one before, and none is missing.',
  *examine(database: Inspected, found: Finding) {
    let previous = { seq: 0, hash: firstHash };
    for (const { from, to } of stretchesOf(database, 'audit_entries')) {
      for (const entry of database.all<Entry>(
        'select * from audit_entries where seq between ?1 and ?2 order by seq',
        from,
        to,
      )) {
        if (entry.seq !== previous.seq + 1) found(entry.id, 'the entry before it is missing');
        else if (entry.previous_hash !== previous.hash)
          found(entry.id, 'it does not follow the entry before it');
        if (hashOf(toHashed(entry)) !== entry.hash) found(entry.id, 'it was changed after it was written');
        previous = entry;
      }
      yield;
    }
  },
};

const toHashed = (entry: Entry): Parameters<typeof hashOf>[0] => ({
  previousHash: entry.previous_hash,
  id: entry.id,
  at: entry.at,
  actor: entry.actor,
  action: entry.action,
  subjectId: entry.subject_id,
  programId: entry.program_id,
  requestId: entry.request_id,
  beforeJson: entry.before_json,
  afterJson: entry.after_json,
});
