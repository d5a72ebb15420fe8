import type { ExpressionBuilder } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { GroupId, PartnerId, ProgramId, TierId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { literal } from '../database/literal.ts';
import type { Stretch } from '../database/look-back.ts';
import { newestRows } from '../database/newest-rows.ts';
import type { Schema } from '../database/schema.ts';
import type { Db } from '../database/work.ts';

export interface ListedTierChange {
  readonly seq: number;
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  readonly from: TierId | null;
  readonly to: TierId | null;
  readonly metricValue: number;
  readonly effectiveAt: Instant;
}

interface TierChangeFilter {
  readonly programId?: ProgramId | undefined;
  readonly partnerId?: PartnerId | undefined;
  /** Into or out of a tier of it. */
  readonly groupId?: GroupId | undefined;
}

/** Newest first, one more than asked for when there are more. */
export const listTierChanges = async (
  db: Db,
  page: PageRequest,
  filter: TierChangeFilter,
): Promise<readonly ListedTierChange[]> => {
  const { programId, partnerId, groupId } = filter;
  const isLed = partnerId !== undefined || (programId === undefined && groupId === undefined);
  return await newestRows(db, 'tier_changes', { page, isLed }, (part) => readChanges(db, filter, part));
};

const readChanges = (
  db: Db,
  { programId, partnerId, groupId }: TierChangeFilter,
  { from, below, wanted }: Stretch,
): Promise<ListedTierChange[]> => {
  let query = db
    .selectFrom('tier_changes')
    .select([
      'seq',
      'program_id as programId',
      'partner_id as partnerId',
      'from_tier_id as from',
      'to_tier_id as to',
      'metric_value as metricValue',
      'effective_at as effectiveAt',
    ])
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(literal(wanted));
  if (programId !== undefined) query = query.where('program_id', '=', programId);
  if (partnerId !== undefined) query = query.where('partner_id', '=', partnerId);
  if (groupId !== undefined) query = query.where(isWithin(groupId));
  return query.execute();
};

const isWithin = (groupId: GroupId) => (on: ExpressionBuilder<Schema, 'tier_changes'>) => {
  const tiers = on.selectFrom('tiers').select('tiers.id').where('tiers.group_id', '=', groupId);
  return on.or([on('from_tier_id', 'in', tiers), on('to_tier_id', 'in', tiers)]);
};
