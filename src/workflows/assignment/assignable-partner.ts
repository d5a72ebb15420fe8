import type { AssignmentReason, Candidate } from '../../attribution/attribution.ts';
import { DomainError, invalidField } from '../../core/errors.ts';
import type { PartnerId, ProgramId } from '../../core/ids.ts';
import type { Db, Work } from '../../database/work.ts';
import { findPartner } from '../../partners/partner.store.ts';
import type { Partner } from '../../partners/partner.ts';

/** A person's decision about whose a conversion, or a customer, is. */
export interface AssignmentOrder {
  /** Null: nobody's. */
  readonly partnerId: PartnerId | null;
  readonly reason: AssignmentReason | null;
  readonly note: string | null;
}

/**
 * The partner that a person names.
 *
 * @throws DomainError `invalid_request` for one who is not of the program, `conflict` for one who may not earn
 */
export const assignableTo = async (db: Db, programId: ProgramId, id: PartnerId): Promise<Partner> => {
  const partner = await findPartner(db, id);
  if (!partner || partner.deletedAt !== null || partner.programId !== programId) {
    throw invalidField('partner_id', 'names no partner of this program');
  }
  if (partner.state === 'approved') return partner;
  const message = `names a partner that is ${partner.state}; only an approved one can earn`;
  throw new DomainError('conflict', `partner_id ${message}.`, [{ path: 'partner_id', message }]);
};

/** The decision as one more who could have earned it, beside those that were weighed before. */
export const assignmentCandidate = (
  { now, actor }: Work,
  { partnerId, reason, note }: AssignmentOrder,
  afterSeq = 0,
): Candidate => ({
  method: 'manual',
  partnerId,
  clickId: null,
  promoCodeId: null,
  promoCode: null,
  referralId: null,
  touchedAt: now,
  verdict: partnerId === null ? 'unassigned' : 'assigned',
  assignment: { by: `${actor.kind}:${actor.id}`, reason, note, afterSeq },
});
