import type { ProgramId } from './ids.ts';

/** A thing that a unit of work changes, as it was and as it is. */
export interface PendingAuditEntry {
  /** Public id of the thing; `settings` for those of the installation. */
  readonly subjectId: string;
  readonly programId: ProgramId | null;
  /** Null for what was not there before. */
  readonly before: AuditFacts | null;
  /** Null for what is not there any more. */
  readonly after: AuditFacts | null;
}

/** A thing as its noun knows it; only what is different is kept. */
export type AuditFacts = Readonly<Record<string, unknown>>;
