import { DomainError, invalidField, invariant, notFound } from '../core/errors.ts';
import type { PartnerId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';
import { assertReach, type Reach } from '../http/caller.ts';
import { findProgram } from '../programs/program.store.ts';
import type { Program } from '../programs/program.ts';
import { findPartner } from './partner.store.ts';
import { assertMayPromote, type Partner } from './partner.ts';

/** The partner that the address names. @throws DomainError `not_found`, also for one that was deleted. */
export const getPartner = async (db: Db, reach: Reach, id: PartnerId): Promise<Partner> => {
  const partner = await findPartner(db, id);
  if (!partner || partner.deletedAt !== null) throw notFound('partner');
  assertReach(reach, partner.programId, 'partner');
  return partner;
};

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

/** The partner that a body refers to. @throws DomainError `invalid_request` naming the field. */
export const getReferencedPartner = async (
  db: Db,
  reach: Reach,
  id: PartnerId,
  field = 'partner_id',
): Promise<Partner> => {
  const partner = await findPartner(db, id);
  const isReachable = reach.programId === null || reach.programId === partner?.programId;
  if (!partner || partner.deletedAt !== null || !isReachable) {
    throw invalidField(field, 'names no partner that this key can reach');
  }
  return partner;
};
