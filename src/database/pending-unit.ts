import type { Lane, Tx } from './work.ts';

/** What a unit does on its handle; `afterCommit` takes what is to happen once it is on disk. */
export type UnitBody<T> = (tx: Tx, afterCommit: (action: () => void) => void) => Promise<T>;

export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown };

/** A unit from its submission to its answer. */
export interface PendingUnit {
  readonly lane: Lane;
  readonly body: UnitBody<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** What the unit wants done once it is on disk. */
  readonly actions: (() => void)[];
  outcome: Outcome;
}
