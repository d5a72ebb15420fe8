import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Id, ProgramId } from '../core/ids.ts';
import type { AuditFacts } from '../core/pending-audit-entry.ts';

/** Who did what to which thing, when, and what became different. Entries are never changed or removed. */
export interface AuditEntry {
  readonly seq: number;
  readonly id: Id<'aud'>;
  readonly at: Instant;
  readonly actor: Actor;
  readonly action: string;
  readonly subjectId: string;
  readonly programId: ProgramId | null;
  readonly requestId: string;
  readonly before: AuditFacts | null;
  readonly after: AuditFacts | null;
  readonly previousHash: string;
  readonly hash: string;
}

/** What the first entry follows. */
export const firstHash = '0'.repeat(64);

/** What is hashed of an entry: all of it as it is stored, after the hash of the entry before. */
export interface HashedEntry {
  readonly previousHash: string;
  readonly id: string;
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly subjectId: string;
  readonly programId: string | null;
  readonly requestId: string;
  readonly beforeJson: string | null;
  readonly afterJson: string | null;
}

/** Whoever changes, removes or slips in an entry has to change every later one, too. */
export const hashOf = (entry: HashedEntry): string =>
  new Bun.CryptoHasher('sha256')
    .update(
      JSON.stringify([
        entry.previousHash,
        entry.id,
        entry.at,
        entry.actor,
        entry.action,
        entry.subjectId,
        entry.programId,
        entry.requestId,
        entry.beforeJson,
        entry.afterJson,
      ]),
    )
    .digest('hex');
