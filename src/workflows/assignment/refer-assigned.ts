import type { Candidate } from '../../attribution/attribution.ts';
import type { Instant } from '../../core/clock.ts';
import type { Customer } from '../../customers/customer.ts';
import type { Work } from '../../database/work.ts';
import type { Partner } from '../../partners/partner.ts';
import type { Program } from '../../programs/program.ts';
import { findLastReferral, insertReferral } from '../../referrals/referral.store.ts';
import type { Referral } from '../../referrals/referral.ts';
import { endReferral, expiryOf, type Referred, referralPolicyOf } from '../tracking/refer-customer.ts';

interface AssignedSale {
  readonly partner: Partner;
  readonly candidates: readonly Candidate[];
  readonly occurredAt: Instant;
}

/**
 * The referral that a conversion belongs to once a person gave it to a partner: the customer's own if it is that
 * partner's, a new one where the customer has none, none where somebody else referred them.
 */
export const referAssigned = async (
  work: Work,
  program: Program,
  customer: Customer,
  { partner, candidates, occurredAt }: AssignedSale,
): Promise<Referred | null> => {
  const known = await findLastReferral(work.tx, customer.id);
  const isBinding = known && (known.expiresAt === null || occurredAt < known.expiresAt);
  if (isBinding) return known.partnerId === partner.id ? { referral: known, isNew: false } : null;
  if (known) await endReferral(work, known);
  return {
    referral: await insertManual(work, program, customer, { partner, candidates, occurredAt }),
    isNew: true,
  };
};

/** Binds a customer to a partner because a person said so. The customer must have no live referral. @param occurredAt from when on its days count */
export const insertManual = (
  work: Work,
  program: Program,
  customer: Customer,
  { partner, candidates, occurredAt }: AssignedSale,
): Promise<Referral> =>
  insertReferral(work, {
    programId: program.id,
    customerId: customer.id,
    partnerId: partner.id,
    method: 'manual',
    clickId: null,
    promoCodeId: null,
    evidence: { touch: null, promoCode: null },
    candidates,
    policy: referralPolicyOf(program),
    decidedAt: Math.min(occurredAt, work.now),
    expiresAt: expiryOf(program, Math.min(occurredAt, work.now)),
  });
