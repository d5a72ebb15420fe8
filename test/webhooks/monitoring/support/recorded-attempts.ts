import type { App } from '../../../../src/app.ts';
import type { DeliveryId, EndpointId } from '../../../../src/core/ids.ts';
import type { Db, Work } from '../../../../src/database/work.ts';
import { insertAttempts } from '../../../../src/webhooks/deliveries/attempt.store.ts';
import type { FlightResult } from '../../../../src/webhooks/drainer/flight-result.ts';
import { testOrigin } from '../../../support/app.ts';

/** One attempt to be recorded without anything being sent. */
export interface MadeAttempt {
  readonly endpoint: number;
  readonly startedAt: number;
  readonly durationMs?: number;
  readonly status?: number | null;
  readonly error?: string | null;
}

export type RecordAttempts = (
  attempts: readonly MadeAttempt[],
  tell?: (work: Work, results: readonly FlightResult[]) => Promise<void>,
) => Promise<void>;

/** Records attempts of endpoints that each have one delivery, as the drainer does: all in one unit. */
export const attemptRecorder = async ({ read, transact }: App): Promise<RecordAttempts> => {
  const deliveries = await read
    .selectFrom('deliveries')
    .select(['id', 'endpoint_id'])
    .orderBy('seq')
    .execute();
  const last = await read
    .selectFrom('attempts')
    .select((column) => column.fn.max('number').as('number'))
    .executeTakeFirst();
  let number = last?.number ?? 0;
  return (attempts, tell) =>
    transact(testOrigin, async (work) => {
      const results = attempts.map((attempt) => {
        const delivery = deliveries[attempt.endpoint % deliveries.length];
        if (!delivery) throw new Error('a delivery of each endpoint');
        number += 1;
        return resultOf(attempt, delivery.id, delivery.endpoint_id, number);
      });
      await insertAttempts(work, results);
      await tell?.(work, results);
    });
};

const resultOf = (
  { startedAt, durationMs = 20, status = 200, error = null }: MadeAttempt,
  id: DeliveryId,
  endpointId: EndpointId,
  number: number,
): FlightResult =>
  ({
    delivery: { id, endpointId, attemptCount: number - 1 },
    flown: { url: '', headersJson: '{}', startedAt, durationMs, status, error, excerpt: null },
    state: error === null && status !== null && status < 300 ? 'delivered' : 'pending',
  }) as FlightResult;

const ownFaults = [
  'dns_unavailable',
  'network_unreachable',
  'invalid_request',
  'descriptors_exhausted',
  'aborted',
  'payload_missing',
];

/** What the minutes must say, read from the attempts themselves in another way than the product does. */
export const minutesByAttempts = async (read: Db): Promise<unknown[]> => {
  const rows = await read
    .selectFrom('attempts')
    .innerJoin('deliveries', 'deliveries.id', 'attempts.delivery_id')
    .select(['attempts.endpoint_id', 'started_at', 'duration_ms', 'status', 'error'])
    .where('origin', '<>', 'test')
    .execute();
  const counted = rows.filter(({ error }) => error === null || !ownFaults.includes(error));
  const groups = Map.groupBy(counted, (row) => {
    const minute = new Date(row.started_at + row.duration_ms).toISOString().slice(0, 16);
    return `${row.endpoint_id} ${minute}`;
  });
  return [...groups]
    .map(([key, group]) => ({
      key,
      succeeded: group.filter((row) => row.error === null && String(row.status).startsWith('2')).length,
      all: group.length,
      slow: group.filter((row) => row.duration_ms > 5_000).length,
      sum: group.reduce((sum, row) => sum + row.duration_ms, 0),
      max: Math.max(...group.map((row) => row.duration_ms)),
      upTo100Ms: group.filter((row) => row.duration_ms <= 100).length,
    }))
    .sort(byKey);
};

/** What the minutes say, in the same form. */
export const minutesAsStored = async (read: Db): Promise<unknown[]> => {
  const rows = await read.selectFrom('webhook_minutes').selectAll().execute();
  return rows
    .map((row) => ({
      key: `${row.endpoint_id} ${new Date(row.minute * 60_000).toISOString().slice(0, 16)}`,
      succeeded: row.succeeded,
      all: row.succeeded + row.failed,
      slow: row.slow,
      sum: row.duration_ms_sum,
      max: row.duration_ms_max,
      upTo100Ms: row.bucket_0 + row.bucket_1 + row.bucket_2 + row.bucket_3 + row.bucket_4,
    }))
    .sort(byKey);
};

const byKey = (left: { key: string }, right: { key: string }): number => (left.key < right.key ? -1 : 1);

/** Attempts counted in the spans of each kind: as many as in the minutes, if nothing is lost. */
export const spanTotals = async (read: Db): Promise<Record<string, number>> => {
  const rows = await read.selectFrom('webhook_spans').selectAll().execute();
  const totals = { endpoints: 0, programs: 0, all: 0 };
  for (const row of rows) {
    const kind = row.subject === 'all' ? 'all' : row.subject.startsWith('prg_') ? 'programs' : 'endpoints';
    totals[kind] += row.succeeded + row.failed;
  }
  return totals;
};
