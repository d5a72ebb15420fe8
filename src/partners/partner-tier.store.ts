import type { Instant } from '../core/clock.ts';
import type { GroupId, PartnerId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import { command } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { Partner } from './partner.ts';

/** Where a partner stands on the ladder of their group. People never edit it, so it has no version of its own. */
export type TierStanding = Pick<Partner, 'tierId' | 'tierPeriodEndsAt' | 'volumeSeq'>;

export const updateStanding = async (tx: Tx, id: PartnerId, standing: TierStanding): Promise<void> => {
  await setStanding(tx, { id, ...standing });
};

const setStanding = command<TierStanding & { id: PartnerId }>((db, arg) =>
  db
    .updateTable('partners')
    .set({
      tier_id: arg('tierId'),
      tier_period_ends_at: arg('tierPeriodEndsAt'),
      volume_seq: arg('volumeSeq'),
    })
    .where('id', '=', arg('id')),
);

/** Partners of whose conversions some are yet to be counted. */
export const listBeingCounted = async (db: Db, limit: number): Promise<PartnerId[]> => {
  const rows = await db
    .selectFrom('partners')
    .select('id')
    .where('volume_seq', '>', literal(0))
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
};

/** Partners whose period has ended, the longest ago first. */
export const listEndedPeriods = async (db: Db, now: Instant, limit: number): Promise<PartnerId[]> => {
  const rows = await db
    .selectFrom('partners')
    .select('id')
    .where('tier_period_ends_at', '<=', now)
    .orderBy('tier_period_ends_at')
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
};

/** Partners of a group after a `seq`, in the order they came. */
export const listMembers = (
  db: Db,
  groupId: GroupId,
  afterSeq: number,
  limit: number,
): Promise<{ id: PartnerId; seq: number }[]> =>
  db
    .selectFrom('partners')
    .select(['id', 'seq'])
    .where('group_id', '=', groupId)
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .limit(limit)
    .execute();
