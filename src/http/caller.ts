import { allows, type Scope } from '../api-keys/scopes.ts';
import { DomainError, notFound } from '../core/errors.ts';
import type { ApiKeyId, ProgramId } from '../core/ids.ts';

/** Who presented which key, and how far it reaches. */
export interface Caller {
  readonly keyId: ApiKeyId;
  readonly scopes: readonly Scope[];
  /** The one program the key belongs to; null reaches all. */
  readonly programId: ProgramId | null;
}

/** @throws DomainError `forbidden` naming the missing scope. */
export const assertScope = (caller: Caller, needed: Scope): void => {
  if (!allows(caller.scopes, needed)) {
    throw new DomainError('forbidden', `This key lacks the scope ${needed}.`);
  }
};

/** Another program's things do not exist for this key. @throws DomainError `not_found`. */
export const assertReach = (caller: Caller, programId: ProgramId | null, what: string): void => {
  if (caller.programId !== null && caller.programId !== programId) throw notFound(what);
};

/**
 * Narrows a list to what the key may see: its own program, or the one asked for, or all (undefined).
 * @throws DomainError `not_found` when another program is asked for.
 */
export const visibleProgram = (caller: Caller, asked?: ProgramId): ProgramId | undefined => {
  if (asked !== undefined) assertReach(caller, asked, 'program');
  return caller.programId ?? asked;
};
