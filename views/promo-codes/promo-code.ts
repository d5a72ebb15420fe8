import type { z } from 'zod';
import type { ListedPromoCodeView, PromoCodeView } from '../../src/promo-codes/promo-code.view.ts';
import type { Tone } from '../components/badge.tsx';

export type PromoCodeFacts = z.output<typeof PromoCodeView>;
export type ListedPromoCodeFacts = z.output<typeof ListedPromoCodeView>;

export const promoCodesPath = '/admin/promo-codes';

export const promoCodeHref = (id: string, part = ''): string =>
  `${promoCodesPath}/${id}${part === '' ? '' : `/${part}`}`;

/** `10 percent`, in the shop's own words. */
export const discountOf = ({
  discount_type,
  discount_value,
}: Pick<PromoCodeFacts, 'discount_type' | 'discount_value'>): string =>
  [discount_value, discount_type?.replaceAll('_', ' ')].filter(Boolean).join(' ');

interface Validity {
  readonly state: string;
  readonly tone: Tone;
}

/** Whether a code earns at this moment. */
export const validityOf = (
  { starts_at, ends_at, archived_at }: Pick<PromoCodeFacts, 'starts_at' | 'ends_at' | 'archived_at'>,
  now: string,
): Validity => {
  if (archived_at !== null) return { state: 'retired', tone: 'still' };
  if (ends_at !== null && ends_at <= now) return { state: 'ended', tone: 'still' };
  return starts_at !== null && starts_at > now
    ? { state: 'not begun', tone: 'wait' }
    : { state: 'valid', tone: 'good' };
};
