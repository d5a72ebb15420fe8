import { DomainError, invariant } from '../core/errors.ts';
import type { PartnerId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';
import type { Reach } from '../http/caller.ts';
import { findProgram } from '../programs/program.store.ts';
import type { Program } from '../programs/program.ts';
import { assertMayPromote, type Partner } from './partner.ts';
import { getReferencedPartner } from './reachable-partner.ts';

/**
 * The partner that is to get a new link or promo code, with their program.
 *
 * @throws DomainError `invalid_request` naming `partner_id`; `conflict` when the partner's state or the program
 *   allows nothing new
 */
export const getPromotingPartner = async (
  db: Db,
  reach: Reach,
  id: PartnerId,
  what: 'links' | 'promo codes',
): Promise<{ partner: Partner; program: Program }> => {
  const partner = await getReferencedPartner(db, reach, id);
  assertMayPromote(partner, what);
  const program = await findProgram(db, partner.programId);
  invariant(program, `the program of ${partner.id} is missing`);
  if (program.archivedAt === null) return { partner, program };
  const message = `names a partner of an archived program, which gets no new ${what}`;
  throw new DomainError('conflict', `partner_id ${message}.`, [{ path: 'partner_id', message }]);
};
