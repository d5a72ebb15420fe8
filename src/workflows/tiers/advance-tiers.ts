import { invariant } from '../../core/errors.ts';
import type { PartnerId } from '../../core/ids.ts';
import type { Db, Transact, Work } from '../../database/work.ts';
import { findGroupInReview } from '../../groups/group.store.ts';
import { findPartner } from '../../partners/partner.store.ts';
import type { Partner } from '../../partners/partner.ts';
import { listBeingCounted, listEndedPeriods } from '../../partners/partner-tier.store.ts';
import { findProgram } from '../../programs/program.store.ts';
import { countPastVolume } from './count-past-volume.ts';
import { endPeriods, type Ladder, promote } from './evaluate-tier.ts';
import { findLadder } from './find-ladder.ts';
import { leaveLadder } from './join-group.ts';
import { reviewGroup } from './review-group.ts';

/** Few enough that other units wait for a moment only. */
const periodsPerUnit = 50;

/** What is there to be done about tiers, without a unit of work: asked far more often than there is anything. */
export const isTierWorkWaiting = async (db: Db, now: number): Promise<boolean> =>
  (await listEndedPeriods(db, now, 1)).length > 0 ||
  (await listBeingCounted(db, 1)).length > 0 ||
  (await findGroupInReview(db)) !== undefined;

/**
 * Does what time brings about, in small units: periods that have ended, ladders that were changed, partners of whom
 * much is yet to be counted. After any downtime it evaluates every period that ended meanwhile, in its order.
 */
export const advanceTiers = async (transact: Transact, requestId: string): Promise<void> => {
  const origin = { actor: { kind: 'system', id: 'tiers' }, requestId, lane: 'bulk' } as const;
  for (const step of [endSomePeriods, countSomePast, reviewSomeGroup]) {
    while (await transact(origin, step));
  }
};

/** One period of each partner at a time: who is a year behind is no reason for the others to wait. */
const endSomePeriods = async (work: Work): Promise<boolean> => {
  const ids = await listEndedPeriods(work.tx, work.now, periodsPerUnit);
  for (const id of ids) {
    const climber = await findClimber(work, id);
    if (climber) await endPeriods(work, climber.ladder, climber.partner, 1);
  }
  return ids.length > 0;
};

const countSomePast = async (work: Work): Promise<boolean> => {
  const [id] = await listBeingCounted(work.tx, 1);
  if (id === undefined) return false;
  const climber = await findClimber(work, id);
  if (!climber) return true;
  const counted = await countPastVolume(work, climber.ladder.program, climber.partner);
  if (counted.volumeSeq === 0) await promote(work, climber.ladder, counted);
  return true;
};

const reviewSomeGroup = async (work: Work): Promise<boolean> => {
  const group = await findGroupInReview(work.tx);
  if (group) await reviewGroup(work, group);
  return group !== undefined;
};

/** A partner with their ladder; one whose ladder has gone leaves it, and is none. */
const findClimber = async (
  work: Work,
  id: PartnerId,
): Promise<{ partner: Partner; ladder: Ladder } | undefined> => {
  const partner = await findPartner(work.tx, id);
  const program = partner && (await findProgram(work.tx, partner.programId));
  invariant(partner && program, `the partner ${id} and their program are there`);
  const ladder = await findLadder(work.tx, program, partner.groupId);
  if (ladder) return { partner, ladder };
  await leaveLadder(work, program, partner);
  return undefined;
};
