import type { GroupId } from '../../core/ids.ts';
import type { Db } from '../../database/work.ts';
import { findGroup } from '../../groups/group.store.ts';
import { listLadder } from '../../groups/tier.store.ts';
import type { Program } from '../../programs/program.ts';
import type { Ladder } from './evaluate-tier.ts';

/** The ladder of a group; undefined when it has no tiers. */
export const findLadder = async (
  db: Db,
  program: Program,
  groupId: GroupId | null,
): Promise<Ladder | undefined> => {
  const group = groupId === null ? undefined : await findGroup(db, groupId);
  const tiers = group ? await listLadder(db, group.id) : [];
  return group && tiers.length > 0 ? { program, group, tiers } : undefined;
};
