import type { Instant } from '../core/clock.ts';
import type { CommissionId, PartnerId, ProgramId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import type { Db } from '../database/work.ts';

export interface UnapprovedFilter {
  readonly programId?: ProgramId | undefined;
  readonly partnerId?: PartnerId | undefined;
  /** Of what occurred before this instant. */
  readonly before?: Instant | undefined;
}

/** Commissions that wait for an approval and are not held, the oldest first. */
export const listUnapproved = async (
  db: Db,
  filter: UnapprovedFilter,
  limit: number,
): Promise<CommissionId[]> => {
  let query = db
    .selectFrom('commissions')
    .select('id')
    .where('state', '=', literal('pending'))
    .where('approved_at', 'is', null);
  if (filter.programId) query = query.where('program_id', '=', filter.programId);
  if (filter.partnerId) query = query.where('partner_id', '=', filter.partnerId);
  if (filter.before !== undefined) query = query.where('occurred_at', '<', filter.before);
  const rows = await query.orderBy('seq').limit(limit).execute();
  return rows.map(({ id }) => id);
};
