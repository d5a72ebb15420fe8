import type { Instant } from '../core/clock.ts';
import type { ClickId, PartnerId, PromoCodeId, ReferralId } from '../core/ids.ts';
import { type Evidence, eligibility, type Ineligibility, ineligibilities, limitOf } from './evidence.ts';

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
  'not_a_new_customer',
  'partner_suspended',
  'partner_terminated',
  'assigned',
  'unassigned',
] as const;
export type AttributionReason = (typeof attributionReasons)[number];

/** Why a candidate won, or why it did not. */
export const candidateVerdicts = [...attributionReasons, ...ineligibilities, 'outranked'] as const;
export type CandidateVerdict = (typeof candidateVerdicts)[number];

/** Why a person gives a conversion or a customer to a partner, or takes them away. */
export const assignmentReasons = [
  'missing_sale',
  'wrong_partner',
  'agreement',
  'tracking_failure',
  'not_referred',
  'other',
] as const;
export type AssignmentReason = (typeof assignmentReasons)[number];

/** A person's decision. */
export interface Assignment {
  /** Kind and id of whoever decided, as in `api_key:key_...`. */
  readonly by: string;
  readonly reason: AssignmentReason | null;
  readonly note: string | null;
  /** `seq` of the last commission that the conversion had by then, 0 for none: what came after it is of the new partner. */
  readonly afterSeq: number;
}

/** One who could have earned the conversion, and why they did or did not. */
export interface Candidate {
  readonly method: Exclude<AttributionMethod, 'none'>;
  /** Null when it points to nobody, and where a person took the conversion away. */
  readonly partnerId: PartnerId | null;
  readonly clickId: ClickId | null;
  readonly promoCodeId: PromoCodeId | null;
  readonly promoCode: string | null;
  readonly referralId: ReferralId | null;
  /** When the customer was touched: the click's instant, the conversion's own for a code, a person's decision. */
  readonly touchedAt: Instant | null;
  readonly verdict: CandidateVerdict;
  /** The instant that stood against it: the end, or the beginning, of its code or referral. */
  readonly limitAt?: Instant;
  /** Of what a person decided about this very conversion. */
  readonly assignment?: Assignment;
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
  readonly newCustomersOnly: boolean;
}

/** What of a conversion decides. */
export interface AttributedSale {
  readonly occurredAt: Instant;
  /** Whether its customer had bought before it, by what the merchant says, else by what we know. */
  readonly hasBoughtBefore: boolean;
}

/**
 * Decides which partner a conversion belongs to. The first eligible evidence in the program's order wins;
 * a winner who is suspended or terminated still wins, and the conversion is rejected for it.
 */
export const attribute = (
  evidence: readonly Evidence[],
  terms: AttributionTerms,
  sale: AttributedSale,
): Attribution => {
  const judged = evidence.map((item) => ({ item, defect: defectOf(item, terms, sale) }));
  const rankOf = ranking(judged, terms);
  const ordered = inOrder(judged, rankOf, sale);
  const winning = ordered.find(({ defect }) => defect === undefined);
  const reason = winning ? winningReason(winning.item, rankOf) : nobodyReason(judged);
  const candidates = ordered.map((entry) =>
    toCandidate(entry.item, sale, entry.defect ?? (entry === winning ? reason : 'outranked')),
  );
  const winner = winning ? (candidates[ordered.indexOf(winning)] ?? null) : null;
  return {
    method: winner?.method ?? 'none',
    reason,
    winner,
    evidence: winning?.item ?? null,
    rejected: reason === 'partner_suspended' || reason === 'partner_terminated',
    candidates,
  };
};

type Defect = Ineligibility | 'not_a_new_customer';

interface Judged {
  readonly item: Evidence;
  readonly defect: Defect | undefined;
}

const defectOf = (item: Evidence, terms: AttributionTerms, sale: AttributedSale): Defect | undefined => {
  const defect = eligibility(item, terms.windowDays, sale.occurredAt);
  if (defect !== undefined || bindsCustomer(item)) return defect;
  return terms.newCustomersOnly && sale.hasBoughtBefore ? 'not_a_new_customer' : undefined;
};

/** What was decided of the customer before, and not brought along by the conversion. */
const bindsCustomer = ({ method }: Evidence): boolean => method === 'manual' || method === 'referral';

const ranks: Readonly<Record<AttributionPolicy, Readonly<Record<Evidence['method'], number>>>> = {
  coupon_first: { manual: 0, referral: 1, promo_code: 2, click_id: 3, partner_code: 4, cookie: 5 },
  link_first: { manual: 0, referral: 1, click_id: 2, partner_code: 3, cookie: 4, promo_code: 5 },
  latest_touch: { manual: 0, referral: 1, promo_code: 2, click_id: 2, partner_code: 2, cookie: 2 },
};

type RankOf = (item: Evidence) => { readonly rank: number; readonly byTouch: boolean };

/** A promo code that takes a customer over stands above their referral; where there is none, where the policy says. */
const ranking = (judged: readonly Judged[], terms: AttributionTerms): RankOf => {
  const { attributionPolicy: policy } = terms;
  const isReferred = judged.some(({ item, defect }) => item.method === 'referral' && defect === undefined);
  const takesOver = terms.couponOverridesReferral && isReferred;
  return (item) =>
    takesOver && item.method === 'promo_code'
      ? { rank: 0.5, byTouch: false }
      : { rank: ranks[policy][item.method], byTouch: policy === 'latest_touch' && !bindsCustomer(item) };
};

const inOrder = (judged: readonly Judged[], rankOf: RankOf, sale: AttributedSale): readonly Judged[] => {
  if (judged.length < 2) return judged;
  return [...judged].sort(
    ({ item: left }, { item: right }) =>
      rankOf(left).rank - rankOf(right).rank ||
      (touchedAt(right, sale) ?? 0) - (touchedAt(left, sale) ?? 0) ||
      ranks.coupon_first[left.method] - ranks.coupon_first[right.method],
  );
};

/** A code is given at the checkout itself, so its touch is the conversion's own instant. */
const touchedAt = (item: Evidence, { occurredAt }: AttributedSale): Instant | null => {
  switch (item.method) {
    case 'click_id':
    case 'cookie':
      return item.click?.createdAt ?? null;
    case 'manual':
    case 'referral':
      return item.referral.decidedAt;
    default:
      return occurredAt;
  }
};

const winningReason = (item: Evidence, rankOf: RankOf): AttributionReason => {
  if (item.partner?.state === 'suspended') return 'partner_suspended';
  if (item.partner?.state === 'terminated') return 'partner_terminated';
  return rankOf(item).byTouch ? 'latest_touch' : 'first_in_order';
};

const nobodyReason = (judged: readonly Judged[]): AttributionReason => {
  if (judged.length === 0) return 'no_evidence';
  const isForNewness = judged.some(({ defect }) => defect === 'not_a_new_customer');
  return isForNewness ? 'not_a_new_customer' : 'no_eligible_candidate';
};

const toCandidate = (item: Evidence, sale: AttributedSale, verdict: CandidateVerdict): Candidate => {
  const limitAt = limitOf(item, verdict);
  return {
    method: item.method,
    partnerId: item.partner?.id ?? null,
    clickId: 'click' in item ? (item.click?.id ?? null) : null,
    promoCodeId: 'promoCode' in item ? (item.promoCode?.id ?? null) : null,
    promoCode: item.method === 'promo_code' ? (item.promoCode?.code ?? item.given) : null,
    referralId: 'referral' in item ? item.referral.id : null,
    touchedAt: touchedAt(item, sale),
    verdict,
    ...(limitAt !== null && { limitAt }),
  };
};
