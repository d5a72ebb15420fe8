import type { Insertable } from 'kysely';
import { insertRows } from '../database/insert-rows.ts';
import type { Schema } from '../database/schema.ts';
import type { Work } from '../database/work.ts';
import type { FlightResult } from './flight-result.ts';

/** One row for each request that was made, whatever came of it. */
export const insertAttempts = (work: Work, results: readonly FlightResult[]): Promise<void> =>
  insertRows(
    work.tx,
    'attempts',
    results.map((result) => toRow(work, result)),
  );

const toRow = ({ ids }: Work, { delivery, flown }: FlightResult): Insertable<Schema['attempts']> => ({
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
});
