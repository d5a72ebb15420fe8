import type { LinkId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';

/** Slugs of links, for lists that know their ids: one query for a page. */
export const findLinkSlugs = async (db: Db, ids: readonly LinkId[]): Promise<ReadonlyMap<LinkId, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('links')
    .select(['id', 'slug'])
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map(({ id, slug }) => [id, slug]));
};
