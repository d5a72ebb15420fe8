import type { PartnerId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';

/** What partners are called, for lists that know their ids: one query for a page. */
export const findPartnerNames = async (
  db: Db,
  ids: readonly PartnerId[],
): Promise<ReadonlyMap<PartnerId, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('partners')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
};
