import type { AttributionMethod } from '../../src/attribution/attribution.ts';

/** How a conversion came to its partner, in as few words as a column holds. */
export const methodWords: Readonly<Record<AttributionMethod, string>> = {
  manual: 'a person’s decision',
  referral: 'earlier referral',
  promo_code: 'promo code',
  click_id: 'click',
  partner_code: 'partner code',
  cookie: 'cookie',
  none: '',
};

/** `Purchase` of `purchase`. */
export const typeWords = (type: string): string => capital(type.replaceAll('_', ' '));

export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Closed lists of the API, as people read them. */
export const optionsOf = (values: readonly string[]): { value: string; label: string }[] =>
  values.map((value) => ({ value, label: capital(value.replaceAll('_', ' ')) }));
