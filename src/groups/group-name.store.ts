import type { GroupId, TierId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';

/** What groups and tiers are called, for lists that know their ids: two queries for a page. */
export const findGroupNames = async (
  db: Db,
  ids: readonly GroupId[],
): Promise<ReadonlyMap<GroupId, string>> => {
  if (ids.length === 0) return new Map();
  const unique = [...new Set(ids)];
  const rows = await db.selectFrom('groups').select(['id', 'name']).where('id', 'in', unique).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
};

export const findTierNames = async (db: Db, ids: readonly TierId[]): Promise<ReadonlyMap<TierId, string>> => {
  if (ids.length === 0) return new Map();
  const unique = [...new Set(ids)];
  const rows = await db.selectFrom('tiers').select(['id', 'name']).where('id', 'in', unique).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
};
