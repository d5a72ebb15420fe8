import type { Selectable } from 'kysely';
import type { EndpointId } from '../../core/ids.ts';
import type { Schema } from '../../database/schema.ts';
import type { Db } from '../../database/work.ts';
import { type DeliveryCounts, type DeliveryMinute, durationStepsMs } from './delivery-minute.ts';

export interface MinuteRange {
  /** All endpoints unless given. */
  readonly endpointId?: EndpointId | undefined;
  /** Minutes since 1970. */
  readonly fromMinute: number;
  /** The last one, included. */
  readonly toMinute: number;
}

/** Minutes that are looked up one by one rather than among those of all endpoints. */
const maxLookedUp = 1_500;

/** The minutes in which anything was counted, oldest first. What is not stored yet is missing: up to a second, with thousands of endpoints up to ten. */
export const findMinutes = async (
  db: Db,
  { endpointId, fromMinute, toMinute }: MinuteRange,
): Promise<DeliveryMinute[]> => {
  const query = db.selectFrom('webhook_minutes').selectAll().orderBy('minute').orderBy('endpoint_id');
  const count = toMinute - fromMinute + 1;
  const ofAll = query.where('minute', '>=', fromMinute).where('minute', '<=', toMinute);
  if (endpointId === undefined) return (await ofAll.execute()).map(toDeliveryMinute);
  if (count > maxLookedUp) {
    return (await ofAll.where('endpoint_id', '=', endpointId).execute()).map(toDeliveryMinute);
  }
  const minutes = Array.from({ length: Math.max(0, count) }, (_, index) => fromMinute + index);
  const rows = await query.where('minute', 'in', minutes).where('endpoint_id', '=', endpointId).execute();
  return rows.map(toDeliveryMinute);
};

const toDeliveryMinute = (row: Selectable<Schema['webhook_minutes']>): DeliveryMinute => ({
  endpointId: row.endpoint_id,
  minute: row.minute,
  ...countsOfRow(row),
});

type CountRow = Omit<Selectable<Schema['webhook_minutes']>, 'endpoint_id' | 'minute'>;

/** What minutes and their sums have in common. */
export const countsOfRow = (row: CountRow): DeliveryCounts => ({
  succeeded: row.succeeded,
  failed: row.failed,
  slow: row.slow,
  durationMsSum: row.duration_ms_sum,
  durationMsMax: row.duration_ms_max,
  histogram: durationStepsMs.map((_, step) => row[`bucket_${step as 0}`]),
});
