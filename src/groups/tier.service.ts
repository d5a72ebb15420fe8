import { recordChange } from '../audit/record.ts';
import { DomainError, notFound } from '../core/errors.ts';
import type { TierId } from '../core/ids.ts';
import type { Db, Work } from '../database/work.ts';
import { assertReach, type Reach } from '../http/caller.ts';
import { assertRowVersion } from '../http/row-version.ts';
import { assertLive } from './group.service.ts';
import { setReviewSeq } from './group.store.ts';
import type { Group, Tier } from './group.ts';
import { findTier, insertTier, listLadder, updateTier } from './tier.store.ts';
import { assertUnused } from './usage.service.ts';

export interface TierFacts {
  readonly name: string;
  readonly threshold: number;
}

/** @throws DomainError `conflict` for a retired group; `already_exists` naming `threshold` */
export const createTier = async (work: Work, group: Group, facts: TierFacts): Promise<Tier> => {
  assertLive(group);
  await assertDistinct(work.tx, group, facts.threshold);
  const tier: Tier = {
    ...facts,
    id: work.ids.mint('tir'),
    programId: group.programId,
    groupId: group.id,
    rowVersion: 1,
    createdAt: work.now,
    updatedAt: work.now,
    archivedAt: null,
  };
  await insertTier(work.tx, tier);
  recordChange(work, { id: tier.id, programId: tier.programId, after: tier });
  await setReviewSeq(work.tx, group.id, 0);
  return tier;
};

/** @throws DomainError `conflict` for a retired tier; `already_exists` naming `threshold` */
export const changeTierFacts = async (
  work: Work,
  group: Group,
  tier: Tier,
  facts: Partial<TierFacts>,
): Promise<Tier> => {
  if (tier.archivedAt !== null) {
    throw new DomainError('conflict', 'This tier is retired and stays as it is.');
  }
  const wanted = { ...tier, ...facts };
  const isOtherThreshold = wanted.threshold !== tier.threshold;
  if (!isOtherThreshold && wanted.name === tier.name) return tier;
  if (isOtherThreshold) await assertDistinct(work.tx, group, wanted.threshold);
  const stored = await store(work, tier, wanted);
  if (isOtherThreshold) await setReviewSeq(work.tx, group.id, 0);
  return stored;
};

/**
 * Retires a tier that nobody is in and no rule pays by; a second time changes nothing.
 * @throws DomainError `conflict` saying what uses it
 */
export const archiveTier = async (work: Work, tier: Tier): Promise<void> => {
  if (tier.archivedAt !== null) return;
  await assertUnused(work.tx, tier);
  await store(work, tier, { ...tier, archivedAt: work.now });
  await setReviewSeq(work.tx, tier.groupId, 0);
};

/** The tier that the address names. @throws DomainError `not_found`, `precondition_failed` */
export const getTier = async (
  db: Db,
  reach: Reach,
  id: TierId,
  expectedRowVersion?: number,
): Promise<Tier> => {
  const tier = await findTier(db, id);
  if (!tier) throw notFound('tier');
  assertReach(reach, tier.programId, 'tier');
  assertRowVersion(expectedRowVersion, tier.rowVersion, 'tier');
  return tier;
};

const assertDistinct = async (db: Db, group: Group, threshold: number): Promise<void> => {
  const same = (await listLadder(db, group.id)).find((tier) => tier.threshold === threshold);
  if (!same) return;
  const message = `is that of the tier ${same.name} (${same.id}) already`;
  throw new DomainError('already_exists', `threshold ${message}.`, [{ path: 'threshold', message }]);
};

const store = async (work: Work, before: Tier, after: Tier): Promise<Tier> => {
  const stored = await updateTier(work.tx, before, { ...after, updatedAt: work.now });
  if (!stored) throw new DomainError('conflict', 'This tier was changed meanwhile. Read it again.');
  recordChange(work, { id: before.id, programId: before.programId, before, after });
  return stored;
};
