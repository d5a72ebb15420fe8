import type { Attribution, Candidate } from '../../attribution/attribution.ts';
import type { Instant } from '../../core/clock.ts';
import type { Customer } from '../../customers/customer.ts';
import type { Work } from '../../database/work.ts';
import type { Partner } from '../../partners/partner.ts';
import type { Program } from '../../programs/program.ts';
import { findLiveReferral, insertReferral, moveReferral } from '../../referrals/referral.store.ts';
import type { Referral } from '../../referrals/referral.ts';
import { assignmentCandidate } from '../assignment/assignable-partner.ts';
import { expiryOf, type Referred, referralPolicyOf } from '../tracking/refer-customer.ts';

/** Whose a conversion is, by what, and by which referral. */
export interface Owned {
  readonly decision: Attribution;
  readonly partner: Partner | null;
  readonly referred: Referred | null;
}

interface HistoricSale {
  readonly customer: Customer | null;
  readonly partner: Partner;
  readonly occurredAt: Instant;
}

/**
 * Gives a sale to the partner whose it was in another system, whatever has become of that partner since. The customer
 * is theirs from the sale on, unless somebody else has them.
 */
export const assignHistoric = async (
  work: Work,
  program: Program,
  { customer, partner, occurredAt }: HistoricSale,
): Promise<Owned> => {
  const candidate = historicCandidate(work, partner, occurredAt);
  const decision = {
    ...{ method: 'manual', reason: 'assigned', winner: candidate, evidence: null },
    ...{ rejected: false, candidates: [candidate] },
  } as const satisfies Attribution;
  const referred = customer && (await referHistoric(work, program, { customer, partner, occurredAt }));
  return { decision, partner, referred };
};

/** Binds a customer to a partner from an instant in the past on; null when somebody else has them. */
export const referHistoric = async (
  work: Work,
  program: Program,
  { customer, partner, occurredAt }: HistoricSale & { readonly customer: Customer },
): Promise<Referred | null> => {
  const known = await findLiveReferral(work.tx, customer.id);
  if (known?.partnerId === partner.id) return { referral: known, isNew: false };
  if (known && !hasEnded(known, occurredAt)) return null;
  if (known) await moveReferral(work.tx, known.id, { from: known.state, to: 'expired', now: work.now });
  const referral = await insertReferral(work, {
    ...{ programId: program.id, customerId: customer.id, partnerId: partner.id },
    ...{ method: 'manual', clickId: null, promoCodeId: null },
    evidence: { touch: null, promoCode: null },
    candidates: [historicCandidate(work, partner, occurredAt)],
    policy: referralPolicyOf(program),
    decidedAt: occurredAt,
    expiresAt: expiryOf(program, occurredAt),
  });
  return { referral, isNew: true };
};

const hasEnded = ({ expiresAt }: Referral, at: Instant): boolean => expiresAt !== null && expiresAt <= at;

const historicCandidate = (work: Work, partner: Partner, touchedAt: Instant): Candidate => ({
  ...assignmentCandidate(work, { partnerId: partner.id, reason: null, note: 'Imported' }),
  touchedAt,
});
