import { recordChange } from '../audit/record.ts';
import { DomainError } from '../core/errors.ts';
import type { Work } from '../database/work.ts';
import { updateConversionState } from './conversion.store.ts';
import {
  type Conversion,
  type ConversionState,
  conversionTransitions,
  type RejectionReason,
} from './conversion.ts';

interface Move {
  readonly to: ConversionState;
  readonly reason: RejectionReason | null;
  readonly note: string | null;
}

/**
 * Moves a conversion along its table. What follows for its money is for the workflow that asks.
 *
 * @throws DomainError `invalid_transition`, or `conflict` when it was changed since it was read
 */
export const moveConversion = async (
  work: Work,
  before: Conversion,
  { to, reason, note }: Move,
): Promise<Conversion> => {
  conversionTransitions.assertMove(before.state, to);
  const after: Conversion = {
    ...before,
    state: to,
    stateReason: reason,
    stateNote: note,
    rowVersion: before.rowVersion + 1,
    updatedAt: work.now,
  };
  if (await updateConversionState(work.tx, before, after)) {
    recordChange(work, { id: after.id, programId: after.programId, before, after });
    return after;
  }
  throw new DomainError(
    'conflict',
    'This conversion was changed meanwhile. Read it again, then repeat the change.',
  );
};
