import { invalidField, notFound } from '../core/errors.ts';
import type { PartnerId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';
import { assertReach, type Reach } from '../http/caller.ts';
import { findPartner } from './partner.store.ts';
import type { Partner } from './partner.ts';

/** The partner that the address names. @throws DomainError `not_found`, also for one that was deleted. */
export const getPartner = async (db: Db, reach: Reach, id: PartnerId): Promise<Partner> => {
  const partner = await findPartner(db, id);
  if (!partner || partner.deletedAt !== null) throw notFound('partner');
  assertReach(reach, partner.programId, 'partner');
  return partner;
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
