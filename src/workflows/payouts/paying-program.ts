import { DomainError, invalidField } from '../../core/errors.ts';
import type { PartnerId, ProgramId } from '../../core/ids.ts';
import type { Db } from '../../database/work.ts';
import type { Reach } from '../../http/caller.ts';
import { findPartner } from '../../partners/partner.store.ts';
import { findOnlyProgram, findProgram } from '../../programs/program.store.ts';
import type { Program } from '../../programs/program.ts';

/**
 * The program that a request to pay means: the one it names, else the key's, else the only one. An archived one
 * takes nothing new and still pays what it owes.
 *
 * @throws DomainError `invalid_request` naming the field, or `program_required` when it could be several
 */
export const resolvePayingProgram = async (
  db: Db,
  reach: Reach,
  asked: ProgramId | undefined,
): Promise<Program> => {
  const id = asked ?? reach.programId;
  const isReachable = reach.programId === null || reach.programId === id;
  const program =
    id === null ? await findOnlyProgram(db) : isReachable ? await findProgram(db, id) : undefined;
  if (program) return program;
  if (id !== null) throw invalidField('program_id', 'names no program that this key can reach');
  throw new DomainError('program_required', 'Say which program with program_id: there is not exactly one.', [
    { path: 'program_id', message: 'is required: there is not exactly one program' },
  ]);
};

/** In the order of their ids, each once. @throws DomainError `invalid_request` naming the first that is not the program's */
export const assertPartnersOf = async (
  db: Db,
  program: Program,
  partnerIds: readonly PartnerId[],
): Promise<readonly PartnerId[]> => {
  for (const [index, id] of partnerIds.entries()) {
    const partner = await findPartner(db, id);
    if (partner?.programId !== program.id) {
      throw invalidField(`partner_ids[${index}]`, 'names no partner of this program');
    }
  }
  return [...new Set(partnerIds)].sort();
};
