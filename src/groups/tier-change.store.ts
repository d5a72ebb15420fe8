import type { Instant } from '../core/clock.ts';
import type { PartnerId, ProgramId, TierId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import { statement } from '../database/statement.ts';
import type { Db, Work } from '../database/work.ts';

export interface TierChange {
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  readonly from: TierId | null;
  readonly to: TierId | null;
  /** What the thresholds were compared with. */
  readonly metricValue: number;
  /** Conversions that occur at or after it earn by the new tier. */
  readonly effectiveAt: Instant;
}

export const insertTierChange = async ({ tx, now }: Work, change: TierChange): Promise<void> => {
  await tx
    .insertInto('tier_changes')
    .values({
      program_id: change.programId,
      partner_id: change.partnerId,
      from_tier_id: change.from,
      to_tier_id: change.to,
      metric_value: change.metricValue,
      effective_at: change.effectiveAt,
      created_at: now,
    })
    .execute();
};

/** The tier a partner was in at an instant, by what is known now. */
export const findTierAt = async (db: Db, partnerId: PartnerId, at: Instant): Promise<TierId | null> => {
  const [row] = await lastChange(db, { partnerId, at });
  return row?.tierId ?? null;
};

const lastChange = statement<{ partnerId: PartnerId; at: Instant }, { tierId: TierId | null }>((db, arg) =>
  db
    .selectFrom('tier_changes')
    .select('to_tier_id as tierId')
    .where('partner_id', '=', arg('partnerId'))
    .where('effective_at', '<=', arg('at'))
    .orderBy('effective_at', 'desc')
    .orderBy('seq', 'desc')
    .limit(literal(1)),
);
