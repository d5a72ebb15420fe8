import type { Instant } from '../../core/clock.ts';
import type { Work } from '../../database/work.ts';
import { type Group, nextPeriodEnd, type Tier, tierReached } from '../../groups/group.ts';
import type { Partner } from '../../partners/partner.ts';
import { updateStanding } from '../../partners/partner-tier.store.ts';
import type { Program } from '../../programs/program.ts';
import { changeTier } from './change-tier.ts';
import { measureVolume } from './measure-volume.ts';

/** A group and its tiers, in the program they belong to. */
export interface Ladder {
  readonly program: Program;
  readonly group: Group;
  /** Never empty: a group without tiers has no ladder. */
  readonly tiers: readonly Tier[];
}

/**
 * A change holds from the millisecond after the unit that brings it about. So the conversion that crosses a
 * threshold, and any other of the same instant, earns by the tier before, in whichever order they are stored.
 */
export const effectiveFrom = ({ now }: Pick<Work, 'now'>): Instant => now + 1;

/** Moves a partner up to the tier that is reached by now; never down. */
export const promote = async (work: Work, ladder: Ladder, partner: Partner): Promise<Partner> => {
  const { program, group, tiers } = ladder;
  const present = tiers.find(({ id }) => id === partner.tierId);
  if (present !== undefined && present === tiers.at(-1)) return partner;
  const value = await measureVolume(work.tx, program, partner.id, group, work.now);
  const reached = tierReached(tiers, value);
  if (reached === null || (present !== undefined && reached.threshold <= present.threshold)) return partner;
  return await enterTier(work, ladder, partner, { to: reached, value, effectiveAt: effectiveFrom(work) });
};

/** Moves a partner to the tier that is reached by now, up or down, as one who comes into the group. */
export const place = async (work: Work, ladder: Ladder, partner: Partner): Promise<Partner> => {
  const { program, group, tiers } = ladder;
  const value = await measureVolume(work.tx, program, partner.id, group, work.now);
  const move = { to: tierReached(tiers, value), value, effectiveAt: effectiveFrom(work) };
  return await enterTier(work, ladder, partner, move);
};

/**
 * Evaluates the periods of a partner that have ended by now, one after the other, at most as many as told: at the
 * end of a period the tier becomes the one that the volume of its window has reached, from that very end on,
 * however late this runs.
 */
export const endPeriods = async (
  work: Work,
  ladder: Ladder,
  partner: Partner,
  most = Number.POSITIVE_INFINITY,
): Promise<Partner> => {
  let after = partner;
  for (let ended = 0; ended < most; ended += 1) {
    const end = after.tierPeriodEndsAt;
    if (end === null || end > work.now) break;
    after = await endPeriod(work, ladder, after, end);
  }
  return after;
};

const endPeriod = async (work: Work, ladder: Ladder, partner: Partner, end: Instant): Promise<Partner> => {
  const { program, group, tiers } = ladder;
  const next = { ...partner, tierPeriodEndsAt: nextPeriodEnd(group, end, program.timeZone) };
  // Until all is counted there is nothing to go by.
  if (partner.volumeSeq !== 0) {
    await updateStanding(work.tx, partner.id, next);
    return next;
  }
  // The window is that of the last instant of the period.
  const value = await measureVolume(work.tx, program, partner.id, group, end - 1);
  return await enterTier(work, ladder, next, { to: tierReached(tiers, value), value, effectiveAt: end });
};

const enterTier = async (
  work: Work,
  { program, group }: Ladder,
  partner: Partner,
  move: { readonly to: Tier | null; readonly value: number; readonly effectiveAt: Instant },
): Promise<Partner> => {
  const after = await changeTier(work, program, partner, { ...move, metric: group.tierMetric });
  await updateStanding(work.tx, partner.id, after);
  return after;
};
