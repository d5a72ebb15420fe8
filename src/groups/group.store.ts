import type { Selectable } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { GroupId, ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { Group, TierMetric, TierWindow } from './group.ts';

type Row = Selectable<Schema['groups']>;

export interface ListedGroup extends Group {
  readonly seq: number;
}

export const findGroup = async (db: Db, id: GroupId): Promise<Group | undefined> => {
  const [row] = await byId(db, { id });
  return row && toGroup(row);
};

const byId = statement<{ id: GroupId }, Row>((db, arg) =>
  db.selectFrom('groups').selectAll().where('id', '=', arg('id')),
);

export interface GroupFilter {
  readonly programId?: ProgramId | undefined;
  readonly archived: boolean;
}

/** Newest first, one more than asked for when there are more. */
export const listGroups = async (
  db: Db,
  page: PageRequest,
  { programId, archived }: GroupFilter,
): Promise<ListedGroup[]> => {
  let query = db
    .selectFrom('groups')
    .selectAll()
    .where('archived_at', archived ? 'is not' : 'is', null)
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('seq', '<', page.after);
  if (programId !== undefined) query = query.where('program_id', '=', programId);
  return (await query.execute()).map(toGroup);
};

/** Those of this very name that are not retired; names need not be unique. */
export const listGroupsNamed = async (db: Db, programId: ProgramId, name: string): Promise<Group[]> => {
  const rows = await db
    .selectFrom('groups')
    .selectAll()
    .where('program_id', '=', programId)
    .where('name', '=', name)
    .where('archived_at', 'is', null)
    .orderBy('seq')
    .limit(2)
    .execute();
  return rows.map(toGroup);
};

export const insertGroup = async (tx: Tx, group: Group): Promise<void> => {
  await tx
    .insertInto('groups')
    .values({
      id: group.id,
      program_id: group.programId,
      created_at: group.createdAt,
      row_version: group.rowVersion,
      ...toColumns(group),
    })
    .execute();
};

/** Stores a group that is still at the version it was read at; undefined when it was not. */
export const updateGroup = async (tx: Tx, before: Group, after: Group): Promise<Group | undefined> => {
  const rowVersion = before.rowVersion + 1;
  const result = await tx
    .updateTable('groups')
    .set({ ...toColumns(after), row_version: rowVersion })
    .where('id', '=', before.id)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n ? { ...after, rowVersion } : undefined;
};

/** Remembers up to which partner a changed ladder was looked at; null when all are done. */
export const setReviewSeq = async (tx: Tx, id: GroupId, reviewSeq: number | null): Promise<void> => {
  await tx.updateTable('groups').set({ review_seq: reviewSeq }).where('id', '=', id).execute();
};

/** A group whose partners are yet to be held against a changed ladder. */
export const findGroupInReview = async (db: Db): Promise<Group | undefined> => {
  const row = await db
    .selectFrom('groups')
    .selectAll()
    .where('review_seq', 'is not', null)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return row && toGroup(row);
};

const toColumns = (group: Group) => ({
  name: group.name,
  tier_metric: group.tierMetric,
  tier_window: group.tierWindow,
  tier_days: group.tierDays,
  review_seq: group.reviewSeq,
  updated_at: group.updatedAt satisfies Instant,
  archived_at: group.archivedAt,
});

const toGroup = (row: Row): ListedGroup => ({
  seq: row.seq,
  id: row.id,
  programId: row.program_id,
  name: row.name,
  tierMetric: row.tier_metric as TierMetric,
  tierWindow: row.tier_window as TierWindow,
  tierDays: row.tier_days,
  reviewSeq: row.review_seq,
  rowVersion: row.row_version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  archivedAt: row.archived_at,
});
