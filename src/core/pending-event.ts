import type { PartnerId, ProgramId } from './ids.ts';

/** An event that a unit of work has decided on; the sink stores it before the unit ends. */
export interface PendingEvent {
  /** A canonical name of the event catalogue, `noun.past_tense`. */
  readonly type: string;
  readonly programId: ProgramId;
  readonly partnerId: PartnerId | null;
  /** Public id of the thing that changed. */
  readonly entityId: string;
  readonly data: Record<string, unknown>;
}
