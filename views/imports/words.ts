import type { ImportKind } from '../../src/imports/import.ts';

/** What a kind of file brings. */
export const kindText: Readonly<Record<ImportKind, { readonly name: string; readonly brings: string }>> = {
  partners: { name: 'Partners', brings: 'Who promotes you, with their codes, groups and states.' },
  links: {
    name: 'Links',
    brings: 'Where each partner’s links lead, under the addresses that are published already.',
  },
  promo_codes: { name: 'Promo codes', brings: 'Codes that credit their partner without a click.' },
  customers: {
    name: 'Customers',
    brings: 'Who belongs to which partner, so that what they buy next is credited.',
  },
  conversions: {
    name: 'Conversions',
    brings: 'Sales of the past, and what they earned: owed still, or paid elsewhere.',
  },
  balances: { name: 'Balances', brings: 'What each partner is owed by the other system, due at once.' },
};

/** The best order: what comes later names what came before. */
export const kindsInOrder: readonly ImportKind[] = [
  'partners',
  'links',
  'promo_codes',
  'customers',
  'conversions',
  'balances',
];

export const isKind = (text: string | undefined): text is ImportKind =>
  kindsInOrder.some((kind) => kind === text);
