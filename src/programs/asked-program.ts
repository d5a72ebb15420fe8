import { DomainError, invalidField } from '../core/errors.ts';
import type { ProgramId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';
import type { Reach } from '../http/caller.ts';
import { findOnlyProgram, findProgram } from './program.store.ts';
import type { Program } from './program.ts';

/**
 * The program a request means: the one it names, else the key's, else the only one there is. Another program than
 * the key's does not exist for it, and an archived one takes nothing new.
 *
 * @param field how the caller spells the reference, for the answer
 * @throws DomainError `invalid_request` naming the field, or `program_required` when it could be several
 */
export const resolveProgram = async (
  db: Db,
  reach: Reach,
  asked: ProgramId | undefined,
  field = 'program_id',
): Promise<Program> => {
  const program = await resolveKnownProgram(db, reach, asked, field);
  if (program.archivedAt !== null) throw invalidField(field, 'names an archived program');
  return program;
};

/** Likewise, but an archived one is as good as any: for what concerns money that was earned before. */
export const resolveKnownProgram = async (
  db: Db,
  reach: Reach,
  asked: ProgramId | undefined,
  field: string,
): Promise<Program> => {
  if (asked !== undefined && reach.programId !== null && asked !== reach.programId) throw unknown(field);
  const id = asked ?? reach.programId;
  const program = id === null ? await findOnlyProgram(db) : await findProgram(db, id);
  if (program === undefined && id === null) throw programRequired(field);
  if (program === undefined) throw unknown(field);
  return program;
};

const unknown = (field: string): DomainError =>
  invalidField(field, 'names no program that this key can reach');

const programRequired = (field: string): DomainError =>
  new DomainError('program_required', `Say which program with ${field}: there is not exactly one.`, [
    { path: field, message: 'is required: there is not exactly one program' },
  ]);
