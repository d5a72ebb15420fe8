import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { idView, isoTime, toIsoOrNull } from '../http/views.ts';
import type { PromoCode } from './promo-code.ts';

export const PromoCodeView = z
  .strictObject({
    id: idView('pro'),
    program_id: idView('prg'),
    partner_id: idView('prt'),
    code: z.string(),
    starts_at: isoTime.nullable(),
    ends_at: isoTime.nullable().meta({ description: 'No longer valid from this instant on.' }),
    discount_type: z.string().nullable(),
    discount_value: z.string().nullable(),
    coupon_id: z.string().nullable(),
    duration: z.string().nullable(),
    created_at: isoTime,
    updated_at: isoTime,
    archived_at: isoTime.nullable(),
  })
  .meta({ id: 'PromoCode' });

export const toPromoCodeView = (promoCode: PromoCode): z.input<typeof PromoCodeView> => ({
  id: promoCode.id,
  program_id: promoCode.programId,
  partner_id: promoCode.partnerId,
  code: promoCode.code,
  starts_at: toIsoOrNull(promoCode.startsAt),
  ends_at: toIsoOrNull(promoCode.endsAt),
  discount_type: promoCode.discountType,
  discount_value: promoCode.discountValue,
  coupon_id: promoCode.couponId,
  duration: promoCode.duration,
  created_at: toIso(promoCode.createdAt),
  updated_at: toIso(promoCode.updatedAt),
  archived_at: toIsoOrNull(promoCode.archivedAt),
});

export const ListedPromoCodeView = PromoCodeView.extend({ partner_name: z.string() }).meta({
  id: 'ListedPromoCode',
});

export const toListedPromoCodeView = (
  promoCode: PromoCode,
  partnerName: string | undefined,
): z.input<typeof ListedPromoCodeView> => ({
  ...toPromoCodeView(promoCode),
  partner_name: partnerName ?? '',
});
