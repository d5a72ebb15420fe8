import { type Instant, toIso } from '../core/clock.ts';
import type { PromoCode } from '../promo-codes/promo-code.ts';
import type { Partner } from './partner.ts';

/** A partner with its promo codes that are not retired: all that an event of a partner shows. */
export interface PartnerSnapshot {
  readonly partner: Partner;
  readonly promoCodes: readonly PromoCode[];
}

type Value = string | boolean | null | string[];
type Facts = ReadonlyMap<string, Value>;
export type PartnerChanges = Record<string, { from: Value; to: Value }>;

/**
 * What differs between two moments of one partner, by the names that receivers know. Codes that came or went show
 * in `promo_codes`; a fact of a code that stayed shows under `promo_codes.<id>.<fact>`.
 */
export const partnerChanges = (before: PartnerSnapshot, after: PartnerSnapshot): PartnerChanges => {
  const earlier = factsOf(before);
  const later = factsOf(after);
  const changes: PartnerChanges = {};
  for (const [name, to] of later) {
    const from = earlier.get(name);
    if (from !== undefined && !isSame(from, to)) changes[name] = { from, to };
  }
  return changes;
};

const isSame = (left: Value, right: Value): boolean => JSON.stringify(left) === JSON.stringify(right);

const factsOf = ({ partner, promoCodes }: PartnerSnapshot): Facts =>
  new Map<string, Value>([
    ['email', partner.email],
    ['name', partner.name],
    ['country', partner.country],
    ['state', partner.state],
    ['group_id', partner.groupId],
    ['code', partner.code],
    ['source', partner.source],
    ['email_confirmed', partner.emailConfirmedAt !== null],
    ['onboarding_completed', partner.onboardedAt !== null],
    ['promo_codes', promoCodes.map(({ code }) => code)],
    ...promoCodes.flatMap(factsOfCode),
  ]);

const factsOfCode = (promoCode: PromoCode): [string, Value][] =>
  (
    [
      ['starts_at', isoOrNull(promoCode.startsAt)],
      ['ends_at', isoOrNull(promoCode.endsAt)],
      ['discount_type', promoCode.discountType],
      ['discount_value', promoCode.discountValue],
      ['coupon_id', promoCode.couponId],
      ['duration', promoCode.duration],
    ] as const
  ).map(([name, value]) => [`promo_codes.${promoCode.id}.${name}`, value]);

const isoOrNull = (instant: Instant | null): string | null => (instant === null ? null : toIso(instant));
