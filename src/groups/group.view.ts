import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { idView, isoTime, toIsoOrNull } from '../http/views.ts';
import { type Group, type Tier, tierMetrics, tierWindows } from './group.ts';

export const GroupView = z
  .strictObject({
    id: idView('grp'),
    program_id: idView('prg'),
    name: z.string(),
    tier_metric: z
      .enum(tierMetrics)
      .meta({ description: 'What the thresholds of its tiers are compared with.' }),
    tier_window: z.enum(tierWindows),
    tier_days: z
      .int()
      .nullable()
      .meta({ description: 'Days of a rolling window, the present one included.' }),
    created_at: isoTime,
    updated_at: isoTime,
    archived_at: isoTime.nullable(),
  })
  .meta({ id: 'Group' });

export const toGroupView = (group: Group): z.input<typeof GroupView> => ({
  id: group.id,
  program_id: group.programId,
  name: group.name,
  tier_metric: group.tierMetric,
  tier_window: group.tierWindow,
  tier_days: group.tierDays,
  created_at: toIso(group.createdAt),
  updated_at: toIso(group.updatedAt),
  archived_at: toIsoOrNull(group.archivedAt),
});

export const ListedGroupView = GroupView.extend({
  partner_count: z
    .int()
    .meta({ description: 'How many partners are in it; more than 1,000 are not counted.' }),
}).meta({ id: 'ListedGroup' });

export const toListedGroupView = (group: Group, partnerCount: number): z.input<typeof ListedGroupView> => ({
  ...toGroupView(group),
  partner_count: partnerCount,
});

export const TierView = z
  .strictObject({
    id: idView('tir'),
    program_id: idView('prg'),
    group_id: idView('grp'),
    name: z.string(),
    threshold: z.int().meta({
      description:
        'From here on a partner is in it: minor units of the program currency, or a number of conversions.',
    }),
    created_at: isoTime,
    updated_at: isoTime,
    archived_at: isoTime.nullable(),
  })
  .meta({ id: 'Tier' });

export const toTierView = (tier: Tier): z.input<typeof TierView> => ({
  id: tier.id,
  program_id: tier.programId,
  group_id: tier.groupId,
  name: tier.name,
  threshold: tier.threshold,
  created_at: toIso(tier.createdAt),
  updated_at: toIso(tier.updatedAt),
  archived_at: toIsoOrNull(tier.archivedAt),
});
