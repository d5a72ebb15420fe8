/** What somebody asked for that changes something, to be recorded with what it changed. Once for one request. */
export interface Deed {
  /** `program.changed`, `commission.approval` */
  readonly action: string;
  /** Public id of what it was asked of; empty when it is yet to be made. */
  readonly subjectId: string;
  /** As it was sent; kept only when nothing more particular is recorded. */
  readonly asked: unknown;
  /** Set by the commit that stored it: a request may take several units. */
  isStored: boolean;
}
