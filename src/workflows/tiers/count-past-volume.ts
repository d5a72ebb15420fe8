import type { Work } from '../../database/work.ts';
import { addToDay, type DayVolume, listUncounted, seqAfterLast } from '../../groups/volume.store.ts';
import { volumeDay, volumeOf } from '../../groups/volume.ts';
import type { Partner } from '../../partners/partner.ts';
import { updateStanding } from '../../partners/partner-tier.store.ts';
import type { Program } from '../../programs/program.ts';

/** Few enough that other units wait for a moment only. */
const chunkSize = 200;

/** A partner of whom nothing was counted so far: from here on everything is, and what was before by and by. */
export const startCounting = async (work: Work, partner: Partner): Promise<Partner> =>
  partner.volumeSeq === null ? { ...partner, volumeSeq: await seqAfterLast(work.tx, partner.id) } : partner;

/**
 * Counts some more of what a partner sold before their group had tiers, the latest first, and stores where it
 * stands. A conversion that changes meanwhile is counted by its change when this has been there, and here as it is
 * then when it has not: never twice.
 */
export const countPastVolume = async (work: Work, program: Program, partner: Partner): Promise<Partner> => {
  const beforeSeq = partner.volumeSeq ?? 0;
  const conversions = beforeSeq === 0 ? [] : await listUncounted(work.tx, partner.id, beforeSeq, chunkSize);
  const days = new Map<string, DayVolume>();
  for (const conversion of conversions) {
    const volume = volumeOf(conversion);
    if (conversion.currency === null || volume.conversions + volume.volumeMinor === 0) continue;
    const place = { day: volumeDay(conversion, program.timeZone), currency: conversion.currency };
    const key = `${place.day} ${place.currency}`;
    const sum = days.get(key);
    days.set(key, {
      ...place,
      partnerId: partner.id,
      programId: program.id,
      conversions: volume.conversions + (sum?.conversions ?? 0),
      volumeMinor: volume.volumeMinor + (sum?.volumeMinor ?? 0),
    });
  }
  for (const day of days.values()) await addToDay(work.tx, day);
  const last = conversions.length < chunkSize ? undefined : conversions.at(-1);
  const after = { ...partner, volumeSeq: last?.seq ?? 0 };
  await updateStanding(work.tx, partner.id, after);
  return after;
};
