import type { Instant } from '../../core/clock.ts';
import type { TierId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import { findTierAt } from '../../groups/tier-change.store.ts';
import type { Partner } from '../../partners/partner.ts';
import type { Program } from '../../programs/program.ts';
import { endPeriods } from './evaluate-tier.ts';
import { findLadder } from './find-ladder.ts';

/**
 * The tier by which a partner earns with what occurred at an instant: the one that was in force then. A period
 * that has ended is evaluated first, whether or not its job has run. A partner whose group has no tiers costs
 * nothing here: their row says so.
 */
export const tierAt = async (
  work: Work,
  program: Program,
  partner: Partner,
  occurredAt: Instant,
): Promise<TierId | null> => {
  if (partner.volumeSeq === null) return null;
  if (partner.tierPeriodEndsAt !== null && partner.tierPeriodEndsAt <= work.now) {
    const ladder = await findLadder(work.tx, program, partner.groupId);
    if (ladder) await endPeriods(work, ladder, partner);
  }
  return await findTierAt(work.tx, partner.id, occurredAt);
};
