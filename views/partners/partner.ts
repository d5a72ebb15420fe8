import type { z } from 'zod';
import type { Option } from '../../src/http/forms/field.ts';
import { partnerReasons } from '../../src/partners/partner.ts';
import type { ListedPartnerView, PartnerSummaryView, PartnerView } from '../../src/partners/partner.view.ts';

export type PartnerFacts = z.output<typeof PartnerView>;
export type ListedPartnerFacts = z.output<typeof ListedPartnerView>;
export type PartnerCounts = z.output<typeof PartnerSummaryView>;

export const partnersPath = '/admin/partners';

export const partnerHref = (id: string, part = ''): string =>
  `${partnersPath}/${id}${part === '' ? '' : `/${part}`}`;

/** `not_a_fit` is `Not a fit`. */
export const inSentenceCase = (name: string): string => {
  const words = name.replaceAll('_', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
};

/** Why somebody was rejected, suspended or terminated, as people say it. */
export const reasonOptions: readonly Option[] = partnerReasons.map((reason) => ({
  value: reason,
  label: inSentenceCase(reason),
}));

export const sourceOptions: readonly Option[] = [
  { value: 'direct', label: 'They applied, or were added by hand' },
  { value: 'invite', label: 'They were invited' },
  { value: 'marketplace', label: 'They came from a marketplace' },
];
