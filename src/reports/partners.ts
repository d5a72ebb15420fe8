import type { z } from 'zod';
import { type Currency, exponentOf } from '../core/currencies.ts';
import type { PartnerId } from '../core/ids.ts';
import { addFigures, type Figures, noFigures } from './counting/figures.ts';
import type { PartnerSum } from './counting/report-days.store.ts';
import type { PartnerOrder } from './report.body.ts';
import type { TopPartnerView } from './report.view.ts';

/** What a partner did, and the money of it in one currency. */
export interface PartnerFigures extends Figures {
  readonly partnerId: PartnerId;
}

/** Counts of all currencies together, money of one of them. */
export const partnersIn = (sums: readonly PartnerSum[], currency: Currency): PartnerFigures[] => {
  const partners = new Map<PartnerId, PartnerFigures>();
  for (const { partnerId, currency: its, ...figures } of sums) {
    const partner = partners.get(partnerId) ?? { partnerId, ...noFigures() };
    partners.set(partnerId, partner);
    addFigures(partner, its === currency ? figures : countsOf(figures));
  }
  return [...partners.values()];
};

const countsOf = ({ clicks, signups, purchases }: Pick<Figures, 'clicks' | 'signups' | 'purchases'>) => ({
  ...{ clicks, signups, purchases },
});

const columns = { revenue: 'revenue_minor', commission: 'commission_minor', clicks: 'clicks' } as const;

/** The greatest first, those who are equal by their id. */
export const sortedBy = (partners: readonly PartnerFigures[], order: PartnerOrder): PartnerFigures[] => {
  const column = columns[order];
  return partners.toSorted(
    (left, right) => right[column] - left[column] || (left.partnerId < right.partnerId ? -1 : 1),
  );
};

/** Who has something of it above zero. */
export const withAny = (partners: readonly PartnerFigures[], order: PartnerOrder): PartnerFigures[] =>
  partners.filter((partner) => partner[columns[order]] > 0);

export const toTopPartnerView = (
  partner: PartnerFigures,
  names: ReadonlyMap<PartnerId, string>,
): z.input<typeof TopPartnerView> => ({
  partner_id: partner.partnerId,
  partner_name: names.get(partner.partnerId) ?? null,
  clicks: partner.clicks,
  signups: partner.signups,
  purchases: partner.purchases,
  revenue: partner.revenue_minor,
  commission: partner.commission_minor,
});

/** Major units with four decimals, cut towards zero; null without any click. */
export const earningsPerClick = (
  { commission_minor, clicks }: Pick<Figures, 'commission_minor' | 'clicks'>,
  currency: Currency,
): string | null => {
  if (clicks === 0) return null;
  const scaled = (BigInt(commission_minor) * 10_000n) / BigInt(clicks * 10 ** exponentOf(currency));
  const [sign, size] = scaled < 0n ? ['-', -scaled] : ['', scaled];
  return `${sign}${size / 10_000n}.${String(size % 10_000n).padStart(4, '0')}`;
};
