import { type Instant, toIso } from '../../core/clock.ts';
import type { Work } from '../../database/work.ts';
import { recordEvent } from '../../events/record.ts';
import type { Tier, TierMetric } from '../../groups/group.ts';
import { findTier } from '../../groups/tier.store.ts';
import { insertTierChange } from '../../groups/tier-change.store.ts';
import { type Partner, partnerSummary } from '../../partners/partner.ts';
import type { Program } from '../../programs/program.ts';

interface TierMove {
  readonly to: Tier | null;
  readonly metric: TierMetric;
  readonly value: number;
  /** Conversions that occur at or after it earn by the new tier. */
  readonly effectiveAt: Instant;
}

/**
 * Writes down that a partner moved to another tier, and tells it. The caller stores where the partner stands now.
 * Commissions that exist keep the tier they were earned by.
 */
export const changeTier = async (
  work: Work,
  program: Program,
  partner: Partner,
  { to, metric, value, effectiveAt }: TierMove,
): Promise<Partner> => {
  const toId = to?.id ?? null;
  if (toId === partner.tierId) return partner;
  const from = partner.tierId === null ? undefined : await findTier(work.tx, partner.tierId);
  const about = { programId: program.id, partnerId: partner.id };
  await insertTierChange(work, { ...about, from: partner.tierId, to: toId, metricValue: value, effectiveAt });
  const isRevenue = metric === 'revenue';
  recordEvent(work, 'commission.tier_changed', {
    ...about,
    entityId: partner.id,
    data: {
      partner_id: partner.id,
      partner: partnerSummary(partner),
      from: from?.name ?? null,
      to: to?.name ?? null,
      metric: {
        name: isRevenue ? 'qualified_volume' : 'qualified_conversions',
        value,
        currency: isRevenue ? program.currency : null,
      },
      effective_at: toIso(effectiveAt),
    },
  });
  return { ...partner, tierId: toId };
};
