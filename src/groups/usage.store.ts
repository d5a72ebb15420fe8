import type { PartnerId, RuleId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';
import type { Group, Tier } from './group.ts';
import { listLadder } from './tier.store.ts';

/** Who uses a group or a tier, a few of each. */
export interface Users {
  readonly partners: readonly PartnerId[];
  readonly commission_rules: readonly RuleId[];
}

const few = 6;

/** A group is used by what uses its tiers, too. */
export const findUsers = async (db: Db, used: Group | Tier): Promise<Users> => ({
  partners: await findPartnersIn(db, used),
  commission_rules: await findRulesOf(db, used),
});

const findPartnersIn = async (db: Db, used: Group | Tier): Promise<PartnerId[]> => {
  const query = db.selectFrom('partners').select('id').where('deleted_at', 'is', null);
  const rows = await ('groupId' in used
    ? query.where('group_id', '=', used.groupId).where('tier_id', '=', used.id)
    : query.where('group_id', '=', used.id)
  )
    .orderBy('seq')
    .limit(few)
    .execute();
  return rows.map(({ id }) => id);
};

const findRulesOf = async (db: Db, used: Group | Tier): Promise<RuleId[]> => {
  const isTier = 'groupId' in used;
  const tierIds = isTier ? [used.id] : (await listLadder(db, used.id)).map(({ id }) => id);
  const rows = await db
    .selectFrom('commission_rules')
    .select('id')
    .where('program_id', '=', used.programId)
    .where('superseded_at', 'is', null)
    .where((row) =>
      row.or([
        ...(isTier ? [] : [row('group_id', '=', used.id)]),
        ...tierIds.map((id) => row('tier_id', '=', id)),
      ]),
    )
    .orderBy('seq')
    .limit(few)
    .execute();
  return rows.map(({ id }) => id);
};
