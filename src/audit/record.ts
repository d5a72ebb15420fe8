import type { ProgramId } from '../core/ids.ts';
import type { AuditFacts } from '../core/pending-audit-entry.ts';
import type { Work } from '../database/work.ts';

interface Deed {
  readonly id: string;
  /** Null for what belongs to no program. */
  readonly programId: ProgramId | null;
  readonly before?: object | null;
  readonly after?: object | null;
}

/**
 * Says that somebody did something; it is stored, with who, in the same commit as the change itself. Things are given
 * whole, as they were and as they are: what is kept is what differs.
 *
 * @param action `noun.past_tense`
 */
export const recordAudit = (
  work: Pick<Work, 'audit'>,
  action: string,
  { id, programId, before = null, after = null }: Deed,
): void => {
  work.audit.push({
    action,
    subjectId: id,
    programId,
    before: before as AuditFacts | null,
    after: after as AuditFacts | null,
  });
};
