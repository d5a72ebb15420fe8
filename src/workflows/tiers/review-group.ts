import { invariant } from '../../core/errors.ts';
import type { GroupId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import { findGroup, setReviewSeq } from '../../groups/group.store.ts';
import type { Group } from '../../groups/group.ts';
import { findPartner } from '../../partners/partner.store.ts';
import type { Partner } from '../../partners/partner.ts';
import { listMembers } from '../../partners/partner-tier.store.ts';
import { findProgram } from '../../programs/program.store.ts';
import type { Program } from '../../programs/program.ts';
import { endPeriods, type Ladder, promote } from './evaluate-tier.ts';
import { findLadder } from './find-ladder.ts';
import { countOnLadder, leaveLadder } from './join-group.ts';

/** Each may have a past to be counted. */
const chunkSize = 20;

/**
 * Holds some more partners of a group against its ladder after that was changed: who has reached a higher tier by
 * now rises at once, who has not keeps theirs until the end of the period.
 */
export const reviewGroup = async (work: Work, group: Group): Promise<void> => {
  const program = await findProgram(work.tx, group.programId);
  invariant(program, `the program of ${group.id} is there`);
  const ladder = await findLadder(work.tx, program, group.id);
  const members = await listMembers(work.tx, group.id, group.reviewSeq ?? 0, chunkSize);
  for (const { id } of members) {
    const partner = await findPartner(work.tx, id);
    invariant(partner, `the partner ${id} of a group is there`);
    await reviewPartner(work, program, ladder, partner);
  }
  const last = members.length < chunkSize ? undefined : members.at(-1);
  await setReviewSeq(work.tx, group.id, last?.seq ?? null);
};

/** Begins with it at once where a change asks for it; a job goes on with all the partners that are left. */
export const reviewChangedGroup = async (work: Work, id: GroupId): Promise<void> => {
  const group = await findGroup(work.tx, id);
  if (group && group.reviewSeq !== null) await reviewGroup(work, group);
};

const reviewPartner = async (
  work: Work,
  program: Program,
  ladder: Ladder | undefined,
  partner: Partner,
): Promise<void> => {
  if (!ladder) {
    await leaveLadder(work, program, partner);
    return;
  }
  const counted = await countOnLadder(work, ladder, await endPeriods(work, ladder, partner));
  if (counted.volumeSeq === 0) await promote(work, ladder, counted);
};
