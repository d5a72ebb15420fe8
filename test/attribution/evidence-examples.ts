import type { AttributionTerms } from '../../src/attribution/attribution.ts';
import type { Evidence } from '../../src/attribution/evidence.ts';
import { dayMs } from '../../src/core/clock.ts';
import type { PartnerId } from '../../src/core/ids.ts';

/** Evidence of a sale by name: `click('ada')` leads to the partner `prt_ada`. */
export const occurredAt = Date.parse('2026-06-01T12:00:00Z');
export const terms: AttributionTerms = {
  attributionPolicy: 'coupon_first',
  windowDays: 30,
  couponOverridesReferral: false,
  newCustomersOnly: false,
};

/** Of a customer who never bought before. */
export const sale = { occurredAt, hasBoughtBefore: false };

const partner = (name: string, state = 'approved') => ({ id: `prt_${name}` as PartnerId, state });
const noTouch = {
  linkId: null,
  source: null,
  sub1: null,
  sub2: null,
  sub3: null,
  sub4: null,
  sub5: null,
  country: null,
};

export const click = (
  name: string,
  options: {
    method?: 'click_id' | 'cookie';
    daysBefore?: number;
    isBot?: boolean;
    isCreditable?: boolean;
    state?: string;
  } = {},
): Evidence => ({
  method: options.method ?? 'click_id',
  given: `clk_${name}`,
  partner: partner(name, options.state),
  click: {
    id: `clk_${name}`,
    createdAt: occurredAt - (options.daysBefore ?? 1) * dayMs,
    isBot: options.isBot ?? false,
    isCreditable: options.isCreditable ?? true,
    touch: noTouch,
  },
});

export const code = (
  name: string,
  options: { startsAt?: number; endsAt?: number; archivedAt?: number; state?: string } = {},
): Evidence => ({
  method: 'promo_code',
  given: name.toUpperCase(),
  partner: partner(name, options.state),
  promoCode: {
    id: `pro_${name}`,
    code: name.toUpperCase(),
    startsAt: options.startsAt ?? null,
    endsAt: options.endsAt ?? null,
    archivedAt: options.archivedAt ?? null,
  },
});

export const referral = (name: string, expiresAt: number | null = null): Evidence => ({
  method: 'referral',
  partner: partner(name),
  referral: { id: `ref_${name}`, decidedAt: occurredAt - 300 * dayMs, expiresAt, touch: null },
});

export const partnerCode = (name: string, state?: string): Evidence => ({
  method: 'partner_code',
  given: name,
  partner: partner(name, state),
});

/** A person said whose the customer is. */
export const manual = (name: string, expiresAt: number | null = null): Evidence => ({
  ...(referral(name, expiresAt) as Extract<Evidence, { readonly referral: unknown }>),
  method: 'manual',
});
