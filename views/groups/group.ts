import type { z } from 'zod';
import type { GroupView, ListedGroupView, TierView } from '../../src/groups/group.view.ts';
import type { TierChangeView } from '../../src/groups/tier-change.view.ts';
import { amountText } from '../components/amount.tsx';
import { counted } from '../components/plain-list.ts';

export type GroupFacts = z.output<typeof GroupView>;
export type ListedGroupFacts = z.output<typeof ListedGroupView>;
export type TierFacts = z.output<typeof TierView>;
export type TierChangeFacts = z.output<typeof TierChangeView>;

export const groupsPath = '/admin/groups';

export const groupHref = (id: string, part = ''): string =>
  `${groupsPath}/${id}${part === '' ? '' : `/${part}`}`;

export const tierHref = (id: string, part: string): string => `/admin/tiers/${id}/${part}`;

type Policy = Pick<GroupFacts, 'tier_metric' | 'tier_window' | 'tier_days'>;

/** `revenue net of refunds within the last 30 days`. */
export const policyText = ({ tier_metric, tier_window, tier_days }: Policy): string => {
  const what = tier_metric === 'revenue' ? 'revenue net of refunds' : 'number of conversions';
  const when =
    tier_window === 'month'
      ? 'in the calendar month'
      : `within the last ${counted(tier_days ?? 1, 'day', 'days')}`;
  return `${what} ${when}`;
};

/** A threshold, or what was compared with it, in its own unit. */
export const metricText = (value: number, metric: GroupFacts['tier_metric'], currency: string): string =>
  metric === 'revenue' ? amountText(value, currency) : counted(value, 'conversion', 'conversions');
