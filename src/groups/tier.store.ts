import type { Selectable } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { GroupId, ProgramId, TierId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { Tier } from './group.ts';

type Row = Selectable<Schema['tiers']>;

export interface ListedTier extends Tier {
  readonly seq: number;
}

/** A tier, even a retired one. */
export const findTier = async (db: Db, id: TierId): Promise<Tier | undefined> => {
  const [row] = await byId(db, { id });
  return row && toTier(row);
};

const byId = statement<{ id: TierId }, Row>((db, arg) =>
  db.selectFrom('tiers').selectAll().where('id', '=', arg('id')),
);

/** The tiers of a group that are not retired, from the lowest up. */
export const listLadder = async (db: Db, groupId: GroupId): Promise<Tier[]> =>
  (await ladder(db, { groupId })).map(toTier);

const ladder = statement<{ groupId: GroupId }, Row>((db, arg) =>
  db
    .selectFrom('tiers')
    .selectAll()
    .where('group_id', '=', arg('groupId'))
    .where('archived_at', 'is', null)
    .orderBy('threshold'),
);

/** Whether any partner of a program can be in a tier. */
export const hasTiers = async (db: Db, programId: ProgramId): Promise<boolean> => {
  const row = await db
    .selectFrom('tiers')
    .select('seq')
    .where('program_id', '=', programId)
    .where('archived_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
};

export interface TierFilter {
  readonly programId?: ProgramId | undefined;
  readonly groupId?: GroupId | undefined;
  readonly archived: boolean;
}

/** Newest first, one more than asked for when there are more. */
export const listTiers = async (
  db: Db,
  page: PageRequest,
  { programId, groupId, archived }: TierFilter,
): Promise<ListedTier[]> => {
  let query = db
    .selectFrom('tiers')
    .selectAll()
    .where('archived_at', archived ? 'is not' : 'is', null)
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('seq', '<', page.after);
  if (programId !== undefined) query = query.where('program_id', '=', programId);
  if (groupId !== undefined) query = query.where('group_id', '=', groupId);
  return (await query.execute()).map(toTier);
};

export const insertTier = async (tx: Tx, tier: Tier): Promise<void> => {
  await tx
    .insertInto('tiers')
    .values({
      id: tier.id,
      program_id: tier.programId,
      group_id: tier.groupId,
      created_at: tier.createdAt,
      row_version: tier.rowVersion,
      ...toColumns(tier),
    })
    .execute();
};

/** Stores a tier that is still at the version it was read at; undefined when it was not. */
export const updateTier = async (tx: Tx, before: Tier, after: Tier): Promise<Tier | undefined> => {
  const rowVersion = before.rowVersion + 1;
  const result = await tx
    .updateTable('tiers')
    .set({ ...toColumns(after), row_version: rowVersion })
    .where('id', '=', before.id)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n ? { ...after, rowVersion } : undefined;
};

/** Retires whatever tiers a group still has. */
export const retireTiersOf = async (tx: Tx, groupId: GroupId, now: Instant): Promise<void> => {
  await tx
    .updateTable('tiers')
    .set((column) => ({ archived_at: now, updated_at: now, row_version: column('row_version', '+', 1) }))
    .where('group_id', '=', groupId)
    .where('archived_at', 'is', null)
    .execute();
};

const toColumns = (tier: Tier) => ({
  name: tier.name,
  threshold: tier.threshold,
  updated_at: tier.updatedAt,
  archived_at: tier.archivedAt,
});

const toTier = (row: Row): ListedTier => ({
  seq: row.seq,
  id: row.id,
  programId: row.program_id,
  groupId: row.group_id,
  name: row.name,
  threshold: row.threshold,
  rowVersion: row.row_version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  archivedAt: row.archived_at,
});
