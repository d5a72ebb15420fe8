import type { AttributionMethod, Candidate } from '../attribution/attribution.ts';
import type { Touch } from '../attribution/evidence.ts';
import type { Instant } from '../core/clock.ts';
import type { ClickId, CustomerId, PartnerId, ProgramId, PromoCodeId, ReferralId } from '../core/ids.ts';
import { defineTransitions } from '../core/transitions.ts';

export const referralTransitions = defineTransitions('referral', {
  lead: ['converted', 'expired', 'void'],
  converted: ['expired', 'void'],
  expired: [],
  void: [],
});

export type ReferralState = keyof typeof referralTransitions.table;

/** States in which the referral still binds its customer to its partner. */
export const liveReferralStates = ['lead', 'converted'] as const satisfies readonly ReferralState[];

/** What the decision rested on, copied, because raw clicks are purged. */
export interface ReferralEvidence {
  readonly touch: Touch | null;
  readonly [fact: string]: unknown;
}

/** The program's rules of attribution as they stood at the decision. */
export type ReferralPolicy = Readonly<Record<string, unknown>>;

/** That a partner brought a customer. Who and why never change; only the state moves. */
export interface Referral {
  readonly id: ReferralId;
  readonly programId: ProgramId;
  readonly customerId: CustomerId;
  readonly partnerId: PartnerId;
  readonly state: ReferralState;
  readonly method: AttributionMethod;
  readonly clickId: ClickId | null;
  readonly promoCodeId: PromoCodeId | null;
  readonly evidence: ReferralEvidence;
  readonly candidates: readonly Candidate[];
  readonly policy: ReferralPolicy;
  readonly decidedAt: Instant;
  readonly convertedAt: Instant | null;
  /** From then on it binds the customer no more; null never. */
  readonly expiresAt: Instant | null;
  /** When the customer canceled: later purchases but the first earn nothing by rules that pay again and again. */
  readonly recurringStoppedAt: Instant | null;
  readonly updatedAt: Instant;
}
