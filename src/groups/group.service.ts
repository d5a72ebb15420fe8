import { recordChange } from '../audit/record.ts';
import { DomainError, invalidField, notFound } from '../core/errors.ts';
import type { GroupId, ProgramId } from '../core/ids.ts';
import type { Db, Work } from '../database/work.ts';
import { assertReach, type Reach } from '../http/caller.ts';
import { assertRowVersion } from '../http/row-version.ts';
import { findGroup, insertGroup, updateGroup } from './group.store.ts';
import type { Group, TierPolicy } from './group.ts';
import { retireTiersOf } from './tier.store.ts';
import { assertUnused } from './usage.service.ts';

export interface GroupFacts extends TierPolicy {
  readonly name: string;
}

/** @throws DomainError `invalid_request` when the days do not fit the window */
export const createGroup = async (work: Work, programId: ProgramId, facts: GroupFacts): Promise<Group> => {
  assertPolicy(facts);
  const group: Group = {
    ...facts,
    id: work.ids.mint('grp'),
    programId,
    reviewSeq: null,
    rowVersion: 1,
    createdAt: work.now,
    updatedAt: work.now,
    archivedAt: null,
  };
  await insertGroup(work.tx, group);
  recordChange(work, { id: group.id, programId, after: group });
  return group;
};

/**
 * Changes a group. Another way to climb its tiers is a changed ladder: its partners are yet to be held against it.
 *
 * @throws DomainError `conflict` for a retired group, `invalid_request` when the days do not fit the window
 */
export const changeGroup = async (
  work: Work,
  group: Group,
  { name, ...policy }: Partial<GroupFacts>,
): Promise<Group> => {
  assertLive(group);
  // A month has no days of its own to be given.
  const tierDays = policy.tierWindow === 'month' && policy.tierDays === undefined ? null : group.tierDays;
  const wanted: Group = { ...group, tierDays, ...policy, name: name ?? group.name };
  assertPolicy(wanted);
  const climbsOtherwise = policyFields.some((field) => wanted[field] !== group[field]);
  if (!climbsOtherwise && wanted.name === group.name) return group;
  return await store(work, group, { ...wanted, reviewSeq: climbsOtherwise ? 0 : group.reviewSeq });
};

const policyFields = ['tierMetric', 'tierWindow', 'tierDays'] as const;

/**
 * Retires a group that nobody is in and no rule pays by, with its tiers; a second time changes nothing.
 * @throws DomainError `conflict` saying what uses it
 */
export const archiveGroup = async (work: Work, group: Group): Promise<void> => {
  if (group.archivedAt !== null) return;
  await assertUnused(work.tx, group);
  await retireTiersOf(work.tx, group.id, work.now);
  await store(work, group, { ...group, archivedAt: work.now });
};

/** The group that the address names. @throws DomainError `not_found`, `precondition_failed` */
export const getGroup = async (
  db: Db,
  reach: Reach,
  id: GroupId,
  expectedRowVersion?: number,
): Promise<Group> => {
  const group = await findGroup(db, id);
  if (!group) throw notFound('group');
  assertReach(reach, group.programId, 'group');
  assertRowVersion(expectedRowVersion, group.rowVersion, 'group');
  return group;
};

/** @throws DomainError `conflict` */
export const assertLive = ({ archivedAt }: Group): void => {
  if (archivedAt !== null) throw new DomainError('conflict', 'This group is retired and stays as it is.');
};

const assertPolicy = ({ tierWindow, tierDays }: TierPolicy): void => {
  if (tierWindow === 'rolling' && tierDays === null) {
    throw invalidField('tier_days', 'is required with a rolling window');
  }
  if (tierWindow === 'month' && tierDays !== null) {
    throw invalidField('tier_days', 'belongs to a rolling window, not to a month');
  }
};

const store = async (work: Work, before: Group, after: Group): Promise<Group> => {
  const stored = await updateGroup(work.tx, before, { ...after, updatedAt: work.now });
  if (!stored) throw new DomainError('conflict', 'This group was changed meanwhile. Read it again.');
  recordChange(work, { id: before.id, programId: before.programId, before, after });
  return stored;
};
