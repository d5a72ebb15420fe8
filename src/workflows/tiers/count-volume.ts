import type { Work } from '../../database/work.ts';
import { addToDay, seqOfConversion } from '../../groups/volume.store.ts';
import { type CountedConversion, type Volume, volumeDay, volumeOf } from '../../groups/volume.ts';
import { findPartner } from '../../partners/partner.store.ts';
import type { Partner } from '../../partners/partner.ts';
import type { Program } from '../../programs/program.ts';
import { endPeriods, promote } from './evaluate-tier.ts';
import { findLadder } from './find-ladder.ts';
import { leaveLadder } from './join-group.ts';

interface CountedChange {
  readonly program: Program;
  /** Whose volume changes. A partner whose group has no tiers costs nothing here: their row says so. */
  readonly partner: Partner;
  /** The conversion as it was; null when it was not this partner's, or was not there. */
  readonly before: CountedConversion | null;
  /** The conversion as it is stored now; null when it is not this partner's any more. */
  readonly after: CountedConversion | null;
}

/**
 * Counts what a change of a conversion adds to its partner's volume, or takes from it, and promotes the partner
 * at once when a threshold is reached. To be called in the unit of the change, once for each partner concerned:
 * - qualified: `before: null` or as it was in review, `after` with state `qualified`; after its commissions were
 *   earned, because the conversion that crosses a threshold earns by the tier before
 * - rejected: `before` qualified, `after` rejected
 * - refunded, or a refund undone: both, with `refundedMinor` as it was and is
 * - given to another partner: `after: null` for the one, `before: null` for the other
 *
 * What it counts (`volumeOf`) it reads from the two by itself. A volume that shrinks demotes at the end of the
 * period only.
 */
export const countVolume = async (
  work: Work,
  { program, partner: seen, before, after }: CountedChange,
): Promise<void> => {
  if (seen.volumeSeq === null) return;
  const conversion = after ?? before;
  const added = difference(volumeOf(before), volumeOf(after));
  if (conversion === null || (added.conversions === 0 && added.volumeMinor === 0)) return;
  // An earlier step of this unit may have moved them.
  const partner = await findPartner(work.tx, seen.id);
  if (!partner || !(await isCounted(work, partner, conversion))) return;
  const ladder = await findLadder(work.tx, program, partner.groupId);
  if (!ladder) {
    await leaveLadder(work, program, partner);
    return;
  }
  const present = await endPeriods(work, ladder, partner);
  await addToDay(work.tx, {
    ...added,
    partnerId: partner.id,
    programId: program.id,
    day: volumeDay(conversion, program.timeZone),
    currency: conversion.currency ?? program.currency,
  });
  const mayRise = added.conversions > 0 || added.volumeMinor > 0;
  if (mayRise && present.volumeSeq === 0) await promote(work, ladder, present);
};

const difference = (was: Volume, is: Volume): Volume => ({
  conversions: is.conversions - was.conversions,
  volumeMinor: is.volumeMinor - was.volumeMinor,
});

/** One that the first count of a partner has not come to yet is counted there, as it is by then. */
const isCounted = async (work: Work, { volumeSeq }: Partner, { id }: CountedConversion): Promise<boolean> => {
  if (volumeSeq === null) return false;
  return volumeSeq === 0 || (await seqOfConversion(work.tx, id)) >= volumeSeq;
};
