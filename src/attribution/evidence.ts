import { dayMs, type Instant, minuteMs } from '../core/clock.ts';
import type { ClickId, LinkId, PartnerId, PromoCodeId, ReferralId } from '../core/ids.ts';

/** What attribution must know of a partner: who, and whether they may earn. */
export interface PartnerStanding {
  readonly id: PartnerId;
  readonly state: string;
}

/** Where a touch came from: copied on to what it leads to, because raw clicks are purged. */
export interface Touch {
  readonly linkId: LinkId | null;
  /** Host of the referring page. */
  readonly source: string | null;
  readonly sub1: string | null;
  readonly sub2: string | null;
  readonly sub3: string | null;
  readonly sub4: string | null;
  readonly sub5: string | null;
  readonly country: string | null;
}

export interface ClickFacts {
  readonly id: ClickId;
  readonly createdAt: Instant;
  readonly isBot: boolean;
  readonly isCreditable: boolean;
  readonly touch: Touch;
}

export interface PromoCodeFacts {
  readonly id: PromoCodeId;
  readonly code: string;
  readonly startsAt: Instant | null;
  readonly endsAt: Instant | null;
  readonly archivedAt: Instant | null;
}

export interface ReferralFacts {
  readonly id: ReferralId;
  readonly decidedAt: Instant;
  readonly expiresAt: Instant | null;
  readonly touch: Touch | null;
}

/**
 * Something a conversion brought along that points to a partner. `partner` is null when it points to nobody
 * of this program: an unknown, forged or foreign value is evidence too, and the explanation shows it.
 */
export type Evidence =
  | {
      /** Manual: a person said whose the customer is. */
      readonly method: 'manual' | 'referral';
      readonly partner: PartnerStanding;
      readonly referral: ReferralFacts;
    }
  | {
      readonly method: 'promo_code';
      readonly given: string;
      readonly partner: PartnerStanding | null;
      readonly promoCode: PromoCodeFacts | null;
    }
  | {
      readonly method: 'click_id' | 'cookie';
      readonly given: string;
      readonly partner: PartnerStanding | null;
      readonly click: ClickFacts | null;
    }
  | { readonly method: 'partner_code'; readonly given: string; readonly partner: PartnerStanding | null };

export const ineligibilities = [
  'referral_expired',
  'promo_code_unknown',
  'promo_code_retired',
  'promo_code_not_started',
  'promo_code_ended',
  'click_unknown',
  'click_by_bot',
  'click_not_creditable',
  'click_after_conversion',
  'click_outside_window',
  'partner_unknown',
  'partner_not_approved',
] as const;
export type Ineligibility = (typeof ineligibilities)[number];

/** A merchant's clock may run behind ours: a click up to this much "after" the conversion still counts. */
const clockToleranceMs = 5 * minuteMs;

/** Why this evidence cannot win; undefined when it can. */
export const eligibility = (
  item: Evidence,
  windowDays: number,
  occurredAt: Instant,
): Ineligibility | undefined => ownDefect(item, windowDays, occurredAt) ?? partnerDefect(item);

const ownDefect = (item: Evidence, windowDays: number, occurredAt: Instant): Ineligibility | undefined => {
  switch (item.method) {
    case 'partner_code':
      return undefined;
    case 'manual':
    case 'referral':
      return item.referral.expiresAt !== null && occurredAt >= item.referral.expiresAt
        ? 'referral_expired'
        : undefined;
    case 'promo_code':
      return promoCodeDefect(item.promoCode, occurredAt);
    default:
      return clickDefect(item.click, mayNotEarn(item.partner), windowDays, occurredAt);
  }
};

const promoCodeDefect = (code: PromoCodeFacts | null, occurredAt: Instant): Ineligibility | undefined => {
  if (code === null) return 'promo_code_unknown';
  if (code.archivedAt !== null && code.archivedAt <= occurredAt) return 'promo_code_retired';
  if (code.startsAt !== null && occurredAt < code.startsAt) return 'promo_code_not_started';
  if (code.endsAt !== null && occurredAt >= code.endsAt) return 'promo_code_ended';
  return undefined;
};

const clickDefect = (
  click: ClickFacts | null,
  partnerMayNotEarn: boolean,
  windowDays: number,
  occurredAt: Instant,
): Ineligibility | undefined => {
  if (click === null) return 'click_unknown';
  if (click.isBot) return 'click_by_bot';
  // While the partner is suspended the refusal is theirs; afterwards their clicks of that time stay worthless.
  if (!click.isCreditable && !partnerMayNotEarn) return 'click_not_creditable';
  if (click.createdAt > occurredAt + clockToleranceMs) return 'click_after_conversion';
  if (click.createdAt + windowDays * dayMs < occurredAt) return 'click_outside_window';
  return undefined;
};

const partnerDefect = (item: Evidence): Ineligibility | undefined => {
  if (item.partner === null) return 'partner_unknown';
  // Suspended and terminated partners win and are refused by name, so that no other partner takes their sale.
  const decides = item.partner.state === 'approved' || mayNotEarn(item.partner);
  return decides ? undefined : 'partner_not_approved';
};

/** The instant that a verdict is about: where a code or a referral begins or ends. */
export const limitOf = (item: Evidence, verdict: string): Instant | null => {
  if ('referral' in item) return verdict === 'referral_expired' ? item.referral.expiresAt : null;
  if (item.method !== 'promo_code' || item.promoCode === null) return null;
  const { archivedAt, startsAt, endsAt } = item.promoCode;
  if (verdict === 'promo_code_retired') return archivedAt;
  if (verdict === 'promo_code_not_started') return startsAt;
  return verdict === 'promo_code_ended' ? endsAt : null;
};

const mayNotEarn = (partner: PartnerStanding | null): boolean =>
  partner?.state === 'suspended' || partner?.state === 'terminated';

/** The touch behind an evidence; a code has none. */
export const touchOf = (item: Evidence): Touch | null => {
  if ('referral' in item) return item.referral.touch;
  return item.method === 'click_id' || item.method === 'cookie' ? (item.click?.touch ?? null) : null;
};
