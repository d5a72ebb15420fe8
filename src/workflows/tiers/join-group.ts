import { invariant } from '../../core/errors.ts';
import type { Work } from '../../database/work.ts';
import { nextPeriodEnd } from '../../groups/group.ts';
import { deleteDays } from '../../groups/volume.store.ts';
import type { Partner } from '../../partners/partner.ts';
import { updateStanding } from '../../partners/partner-tier.store.ts';
import { findProgram } from '../../programs/program.store.ts';
import type { Program } from '../../programs/program.ts';
import { changeTier } from './change-tier.ts';
import { countPastVolume, startCounting } from './count-past-volume.ts';
import { effectiveFrom, type Ladder, place } from './evaluate-tier.ts';
import { findLadder } from './find-ladder.ts';

/**
 * Gives a partner the tier of the group that they have come into, or none where it has no tiers: at once, up or
 * down. A partner with a long past comes into their tier when it is counted.
 *
 * @param partner as stored, with the new group
 */
export const joinGroup = async (work: Work, partner: Partner): Promise<Partner> => {
  const program = await findProgram(work.tx, partner.programId);
  invariant(program, `the program of ${partner.id} is there`);
  const ladder = await findLadder(work.tx, program, partner.groupId);
  if (!ladder) return await leaveLadder(work, program, partner);
  const counted = await countOnLadder(work, ladder, partner);
  return counted.volumeSeq === 0
    ? await place(work, ladder, counted)
    : await leaveTier(work, program, counted);
};

/** Begins or goes on to count, and says when the period ends by the rules of this group. */
export const countOnLadder = async (
  work: Work,
  { program, group }: Ladder,
  partner: Partner,
): Promise<Partner> => {
  const tierPeriodEndsAt = nextPeriodEnd(group, work.now, program.timeZone);
  const counting = { ...(await startCounting(work, partner)), tierPeriodEndsAt };
  return await countPastVolume(work, program, counting);
};

/** Ends the counting of a partner whose group has no tiers. */
export const leaveLadder = async (work: Work, program: Program, partner: Partner): Promise<Partner> => {
  if (partner.volumeSeq === null) return partner;
  await deleteDays(work.tx, partner.id);
  return await leaveTier(work, program, { ...partner, volumeSeq: null, tierPeriodEndsAt: null });
};

const leaveTier = async (work: Work, program: Program, partner: Partner): Promise<Partner> => {
  const nothing = { to: null, metric: 'revenue', value: 0, effectiveAt: effectiveFrom(work) } as const;
  const after = await changeTier(work, program, partner, nothing);
  await updateStanding(work.tx, partner.id, after);
  return after;
};
