import type { EventData } from '../../../events/catalogue.ts';
import type { MappedData } from '../format.ts';

type Partner = EventData<'partner.registered'>;

/** `data` of an affiliate event as the Affonso page documents it: these fields and no others. */
export const affiliateData = (partner: Partner): MappedData => {
  const [accountStatus, partnershipStatus] = statuses[partner.state];
  return {
    affiliateId: partner.id,
    email: partner.email ?? anonymousAddress(partner.id),
    accountStatus,
    affiliateProgramId: partner.program_id,
    partnershipStatus,
    trackingId: partner.code,
    source: partner.source.toUpperCase(),
    groupId: partner.group_id,
    onboardingCompleted: partner.onboarding_completed,
    country: partner.country,
    promoCodes: partner.promo_codes.map(promoCodeData),
    createdAt: partner.created_at,
    updatedAt: partner.updated_at,
  };
};

/** Account and partnership: two states there for our one. */
const statuses: Readonly<Record<Partner['state'], readonly [string, string]>> = {
  invited: ['PENDING', 'PENDING'],
  pending: ['PENDING', 'PENDING'],
  approved: ['ACTIVE', 'APPROVED'],
  suspended: ['ACTIVE', 'REJECTED'],
  rejected: ['REJECTED', 'REJECTED'],
  declined: ['REJECTED', 'REJECTED'],
  terminated: ['REJECTED', 'REJECTED'],
};

const promoCodeData = (promoCode: Partner['promo_codes'][number]): MappedData => ({
  code: promoCode.code,
  promoCodeId: promoCode.id,
  couponId: promoCode.coupon_id,
  discountType: promoCode.discount_type,
  duration: promoCode.duration,
  discountValue: promoCode.discount_value,
  createdAt: promoCode.created_at,
});

/**
 * The page types `email` as a string. Once the person is anonymised it is an address that parses as one, differs from
 * partner to partner and reaches nobody: `.invalid` is reserved for that (RFC 2606).
 */
const anonymousAddress = (partnerId: string): string => `${partnerId}@deleted.invalid`;
