import type { ProgramId } from '../core/ids.ts';
import type { AuditFacts } from '../core/pending-audit-entry.ts';
import type { Work } from '../database/work.ts';

interface Change {
  readonly id: string;
  /** Null for what belongs to no program. */
  readonly programId: ProgramId | null;
  readonly before?: object | null;
  readonly after?: object | null;
}

/**
 * Says what a unit changes, for the audit log: stored in the same commit, with who asked for what. Things are given
 * whole, as they were and as they are; what is kept is what differs. Changes that nobody asked for, those of jobs and
 * those that come in through tracking, are told by events alone: for them this does nothing.
 */
export const recordChange = (
  work: Pick<Work, 'audit' | 'deed'>,
  { id, programId, before = null, after = null }: Change,
): void => {
  if (!work.deed) return;
  work.audit.push({
    subjectId: id,
    programId,
    before: before as AuditFacts | null,
    after: after as AuditFacts | null,
  });
};
