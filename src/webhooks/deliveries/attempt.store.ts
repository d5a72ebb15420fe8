import type { Insertable, Selectable } from 'kysely';
import type { DeliveryId } from '../../core/ids.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Schema } from '../../database/schema.ts';
import type { Db, Work } from '../../database/work.ts';
import type { FlightResult } from '../drainer/flight-result.ts';
import type { Attempt } from './delivery.ts';

export const insertAttempts = ({ tx, ids }: Work, results: readonly FlightResult[]): Promise<void> =>
  insertRows(
    tx,
    'attempts',
    results.map(
      ({ delivery, flown }): Insertable<Schema['attempts']> => ({
        id: ids.mint('att'),
        delivery_id: delivery.id,
        endpoint_id: delivery.endpointId,
        number: delivery.attemptCount + 1,
        url: flown.url,
        request_headers_json: flown.headersJson,
        started_at: flown.startedAt,
        duration_ms: flown.durationMs,
        status: flown.status,
        error: flown.error,
        response_excerpt: flown.excerpt,
      }),
    ),
  );

/** All attempts of some deliveries, in the order they were made. */
export const findAttempts = async (db: Db, deliveryIds: readonly DeliveryId[]): Promise<Attempt[]> => {
  if (deliveryIds.length === 0) return [];
  const rows = await db
    .selectFrom('attempts')
    .selectAll()
    .where('delivery_id', 'in', deliveryIds)
    .orderBy('delivery_id')
    .orderBy('number')
    .execute();
  return rows.map(toAttempt);
};

const toAttempt = (row: Selectable<Schema['attempts']>): Attempt => ({
  id: row.id,
  deliveryId: row.delivery_id,
  number: row.number,
  url: row.url,
  givenHeaders: JSON.parse(row.request_headers_json) as Record<string, string>,
  startedAt: row.started_at,
  durationMs: row.duration_ms,
  status: row.status,
  error: row.error,
  responseExcerpt: row.response_excerpt,
});
