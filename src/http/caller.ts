import type { Actor } from '../core/actor.ts';
import { DomainError, notFound } from '../core/errors.ts';
import type { ProgramId } from '../core/ids.ts';
import { allows, type Scope } from './scopes.ts';

/** Who asks, by a key or in the browser, and how far they reach. */
export interface Caller {
  readonly actor: Actor;
  readonly scopes: readonly Scope[];
  /** The one program that a key belongs to; null reaches all. */
  readonly programId: ProgramId | null;
}

/** How far a caller sees: one program, or all. */
export type Reach = Pick<Caller, 'programId'>;

/** @throws DomainError `forbidden` naming the missing scope. */
export const assertScope = (caller: Caller, needed: Scope): void => {
  if (!allows(caller.scopes, needed)) {
    const who = caller.actor.kind === 'api_key' ? 'This key' : 'Your role';
    throw new DomainError('forbidden', `${who} lacks the scope ${needed}.`);
  }
};

/** Another program's things do not exist for this key. @throws DomainError `not_found`. */
export const assertReach = (caller: Reach, programId: ProgramId | null, what: string): void => {
  if (caller.programId !== null && caller.programId !== programId) throw notFound(what);
};

/**
 * Narrows a list to what the key may see: its own program, or the one asked for, or all (undefined).
 * @throws DomainError `not_found` when another program is asked for.
 */
export const visibleProgram = (caller: Reach, asked?: ProgramId): ProgramId | undefined => {
  if (asked !== undefined) assertReach(caller, asked, 'program');
  return caller.programId ?? asked;
};

/** For what belongs to the installation and not to any program. @param what as in "these settings are" @throws DomainError `forbidden` */
export const assertReachesAll = ({ programId }: Reach, what: string): void => {
  if (programId === null) return;
  throw new DomainError('forbidden', `This key reaches one program; ${what} for all of them.`);
};
