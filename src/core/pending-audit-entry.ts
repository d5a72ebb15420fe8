import type { ProgramId } from './ids.ts';

/** What a person or a key did, as the unit of work remembers it until its end. */
export interface PendingAuditEntry {
  /** `noun.past_tense`, as events are named. */
  readonly action: string;
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
