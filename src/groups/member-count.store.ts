import type { GroupId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import type { Db } from '../database/work.ts';

/** So many are counted; whoever needs more counts the list. */
const maxCountedMembers = 1_000;

/** How many partners are in each of a page's groups, up to a bound: a count has to look at every one of them. */
export const countMembers = async (
  db: Db,
  ids: readonly GroupId[],
): Promise<ReadonlyMap<GroupId, number>> => {
  const counts = new Map<GroupId, number>();
  for (const id of ids) {
    const members = db
      .selectFrom('partners')
      .select('id')
      .where('group_id', '=', id)
      .where('deleted_at', 'is', null)
      .limit(literal(maxCountedMembers));
    const row = await db
      .selectFrom(members.as('members'))
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirst();
    counts.set(id, Number(row?.count ?? 0));
  }
  return counts;
};
