import type { Instant } from '../core/clock.ts';
import type { ClickId, PartnerId, PromoCodeId, ReferralId } from '../core/ids.ts';
import { type Evidence, eligibility, ineligibilities } from './evidence.ts';

/** How a conversion came to its partner. */
export const attributionMethods = [
  'manual',
  'referral',
  'promo_code',
  'click_id',
  'partner_code',
  'cookie',
  'none',
] as const;
export type AttributionMethod = (typeof attributionMethods)[number];

/** How a program orders what a customer brings along. */
export type AttributionPolicy = 'coupon_first' | 'link_first' | 'latest_touch';

/** Why the winner won, why nobody did, or why winning did not help. */
export const attributionReasons = [
  'first_in_order',
  'latest_touch',
  'no_evidence',
  'no_eligible_candidate',
  'partner_suspended',
  'partner_terminated',
] as const;
export type AttributionReason = (typeof attributionReasons)[number];

/** Why a candidate won, or why it did not. */
export const candidateVerdicts = [...attributionReasons, ...ineligibilities, 'outranked'] as const;
export type CandidateVerdict = (typeof candidateVerdicts)[number];

/** One who could have earned the conversion, and why they did or did not. */
export interface Candidate {
  readonly method: Exclude<AttributionMethod, 'none'>;
  readonly partnerId: PartnerId | null;
  readonly clickId: ClickId | null;
  readonly promoCodeId: PromoCodeId | null;
  readonly promoCode: string | null;
  readonly referralId: ReferralId | null;
  /** When the customer was touched: the click's instant, or the conversion's own for a code. */
  readonly touchedAt: Instant | null;
  readonly verdict: CandidateVerdict;
}

/** The decision, with everything needed to explain it later. */
export interface Attribution {
  readonly method: AttributionMethod;
  readonly reason: AttributionReason;
  readonly winner: Candidate | null;
  /** What the winner won by. */
  readonly evidence: Evidence | null;
  /** True when somebody won who may not earn: the conversion is rejected, nobody else takes it. */
  readonly rejected: boolean;
  readonly candidates: readonly Candidate[];
}

/** What of a program's settings decides. */
export interface AttributionTerms {
  readonly attributionPolicy: AttributionPolicy;
  readonly windowDays: number;
  readonly couponOverridesReferral: boolean;
}

/**
 * Decides which partner a conversion belongs to. The first eligible evidence in the program's order wins;
 * a winner who is suspended or terminated still wins, and the conversion is rejected for it.
 */
export const attribute = (
  evidence: readonly Evidence[],
  terms: AttributionTerms,
  occurredAt: Instant,
): Attribution => {
  const judged = inOrder(evidence, terms, occurredAt).map((item) => ({
    item,
    ineligible: eligibility(item, terms.windowDays, occurredAt),
  }));
  const winning = judged.find((entry) => entry.ineligible === undefined);
  const reason = winning ? winningReason(winning.item, terms) : nobodyReason(evidence);
  const candidates = judged.map(({ item, ineligible }) =>
    toCandidate(item, occurredAt, ineligible ?? (item === winning?.item ? reason : 'outranked')),
  );
  const winner = winning ? (candidates[judged.indexOf(winning)] ?? null) : null;
  return {
    method: winner?.method ?? 'none',
    reason,
    winner,
    evidence: winning?.item ?? null,
    rejected: reason === 'partner_suspended' || reason === 'partner_terminated',
    candidates,
  };
};

const ranks: Readonly<Record<AttributionPolicy, Readonly<Record<Evidence['method'], number>>>> = {
  coupon_first: { manual: 0, referral: 1, promo_code: 2, click_id: 3, partner_code: 4, cookie: 5 },
  link_first: { manual: 0, referral: 1, click_id: 2, partner_code: 3, cookie: 4, promo_code: 5 },
  latest_touch: { manual: 0, referral: 1, promo_code: 2, click_id: 2, partner_code: 2, cookie: 2 },
};

const inOrder = (
  evidence: readonly Evidence[],
  terms: AttributionTerms,
  occurredAt: Instant,
): readonly Evidence[] => {
  if (evidence.length < 2) return evidence;
  const rank = (item: Evidence) =>
    item.method === 'promo_code' && terms.couponOverridesReferral
      ? 0.5
      : ranks[terms.attributionPolicy][item.method];
  return [...evidence].sort(
    (left, right) =>
      rank(left) - rank(right) ||
      (touchedAt(right, occurredAt) ?? 0) - (touchedAt(left, occurredAt) ?? 0) ||
      ranks.coupon_first[left.method] - ranks.coupon_first[right.method],
  );
};

/** A code is given at the checkout itself, so its touch is the conversion's own instant. */
const touchedAt = (item: Evidence, occurredAt: Instant): Instant | null => {
  switch (item.method) {
    case 'click_id':
    case 'cookie':
      return item.click?.createdAt ?? null;
    case 'referral':
      return item.referral.decidedAt;
    default:
      return occurredAt;
  }
};

const winningReason = (item: Evidence, terms: AttributionTerms): AttributionReason => {
  if (item.partner?.state === 'suspended') return 'partner_suspended';
  if (item.partner?.state === 'terminated') return 'partner_terminated';
  const byTouch =
    terms.attributionPolicy === 'latest_touch' && item.method !== 'manual' && item.method !== 'referral';
  return byTouch ? 'latest_touch' : 'first_in_order';
};

const nobodyReason = (evidence: readonly Evidence[]): AttributionReason =>
  evidence.length === 0 ? 'no_evidence' : 'no_eligible_candidate';

const toCandidate = (item: Evidence, occurredAt: Instant, verdict: CandidateVerdict): Candidate => ({
  method: item.method,
  partnerId: item.partner?.id ?? null,
  clickId: 'click' in item ? (item.click?.id ?? null) : null,
  promoCodeId: 'promoCode' in item ? (item.promoCode?.id ?? null) : null,
  promoCode: 'given' in item && item.method === 'promo_code' ? (item.promoCode?.code ?? item.given) : null,
  referralId: item.method === 'referral' ? item.referral.id : null,
  touchedAt: touchedAt(item, occurredAt),
  verdict,
});
