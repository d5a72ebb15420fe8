import type { Attribution } from '../../attribution/attribution.ts';
import { touchOf } from '../../attribution/evidence.ts';
import { dayMs, type Instant } from '../../core/clock.ts';
import type { Customer } from '../../customers/customer.ts';
import type { Work } from '../../database/work.ts';
import type { Partner } from '../../partners/partner.ts';
import type { Program } from '../../programs/program.ts';
import { insertReferral, moveReferral } from '../../referrals/referral.store.ts';
import type { Referral } from '../../referrals/referral.ts';

/** The referral that a conversion belongs to, and whether this conversion made it. */
export interface Referred {
  readonly referral: Referral;
  readonly isNew: boolean;
}

interface ReferralCase {
  readonly program: Program;
  readonly customer: Customer | null;
  /** The customer's referral before this conversion; its time may be over. */
  readonly known: Referral | null;
  readonly decision: Attribution;
  readonly partner: Partner | null;
  readonly occurredAt: Instant;
}

/**
 * Binds a customer to the partner who won them. The first partner keeps the customer: a conversion that
 * somebody else won, by a code that overrides the referral, stands beside it and has none of its own.
 */
export const referCustomer = async (
  work: Work,
  { program, customer, known, decision, partner, occurredAt }: ReferralCase,
): Promise<Referred | null> => {
  if (!customer || !partner || decision.rejected) return null;
  if (known && !hasExpired(known, decision)) {
    return known.partnerId === partner.id ? { referral: known, isNew: false } : null;
  }
  if (known) await endReferral(work, known);
  const decidedAt = Math.min(occurredAt, work.now);
  const referral = await insertReferral(work, {
    programId: program.id,
    customerId: customer.id,
    partnerId: partner.id,
    method: decision.method,
    clickId: decision.winner?.clickId ?? null,
    promoCodeId: decision.winner?.promoCodeId ?? null,
    evidence: {
      touch: decision.evidence && touchOf(decision.evidence),
      promoCode: decision.winner?.promoCode ?? null,
    },
    candidates: decision.candidates,
    policy: referralPolicyOf(program),
    decidedAt,
    expiresAt: expiryOf(program, decidedAt),
  });
  return { referral, isNew: true };
};

/** A referral whose time is over; the job that ends them may have been there first. */
export const endReferral = async (work: Work, { id, state }: Referral): Promise<void> => {
  if (state !== 'expired') await moveReferral(work.tx, id, { from: state, to: 'expired', now: work.now });
};

/** The program's rules as they stand, to be kept with what they decide. */
export const referralPolicyOf = (program: Program) => ({
  attributionPolicy: program.attributionPolicy,
  attributionModel: program.attributionModel,
  windowDays: program.windowDays,
  couponOverridesReferral: program.couponOverridesReferral,
  newCustomersOnly: program.newCustomersOnly,
  referralDays: program.referralDays,
});

/** Counted from what referred the customer, however late it is told. A later change of the setting leaves it as it is. */
export const expiryOf = ({ referralDays }: Program, from: Instant): Instant | null =>
  referralDays === null ? null : from + referralDays * dayMs;

const hasExpired = (known: Referral, decision: Attribution): boolean =>
  decision.candidates.some(
    (candidate) => candidate.referralId === known.id && candidate.verdict === 'referral_expired',
  );

/** The first conversion of a referral that was paid for converts it; once. */
export const convertReferral = async (work: Work, referral: Referral): Promise<Referral> => {
  await moveReferral(work.tx, referral.id, { from: 'lead', to: 'converted', now: work.now });
  return { ...referral, state: 'converted', convertedAt: work.now, updatedAt: work.now };
};
