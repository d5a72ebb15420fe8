import { sql } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { EndpointId, ProgramId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import { statement } from '../database/statement.ts';
import type { Db } from '../database/work.ts';
import { type Endpoint, hostOf } from '../webhooks/endpoints/endpoint.ts';
import type { EndpointOptions } from '../webhooks/endpoints/endpoint-options.ts';
import { type DeliveryCounts, durationStepsMs } from '../webhooks/monitoring/delivery-minute.ts';
import { retryPolicyOf } from '../webhooks/retries/retry-policies.ts';

/** What alerts are judged by. A look that finds nothing is a step or two into an index made for it. */

export interface OperationalEvent {
  readonly seq: number;
  readonly type: 'delivery.rejected' | 'delivery.exhausted' | 'endpoint.disabled';
  /** The envelope as JSON text; null once its retention has ended. */
  readonly body: string | null;
  readonly isTest: 0 | 1;
  readonly occurredAt: Instant;
}

/** Events that an evaluation takes at most in one unit. */
export const eventChunk = 200;

/** The next events after one, oldest first. What they are is said in the words of their index. */
export const findOperationalEvents = statement<{ afterSeq: number }, OperationalEvent>((db, arg) =>
  db
    .selectFrom('events')
    .select([
      'seq',
      sql<OperationalEvent['type']>`type`.as('type'),
      'body',
      'is_test as isTest',
      'occurred_at as occurredAt',
    ])
    .where(
      sql<boolean>`(type = 'delivery.rejected' or type = 'delivery.exhausted' or type = 'endpoint.disabled')`,
    )
    .where('seq', '>', arg('afterSeq'))
    .orderBy('seq')
    .limit(literal(eventChunk)),
);

/** Endpoints with a failed attempt, or one that took longer, since a minute. */
export const findTroubledEndpoints = statement<
  { fromMinute: number; slowMs: number },
  { endpointId: EndpointId }
>((db, arg) =>
  db
    .selectFrom('webhook_minutes')
    .select('endpoint_id as endpointId')
    .distinct()
    .where(sql<boolean>`(failed > 0 or duration_ms_max > 1000)`)
    .where('minute', '>=', arg('fromMinute'))
    .where((either) => either.or([either('failed', '>', 0), either('duration_ms_max', '>', arg('slowMs'))])),
);

/** Endpoints whose last answer was a failure. */
export const findFailingEndpoints = statement<object, { id: EndpointId }>((db) =>
  db
    .selectFrom('webhook_endpoints')
    .select('id')
    .where('first_failed_at', 'is not', null)
    .where('archived_at', 'is', null),
);

/** An endpoint as alerts see it. */
export interface WatchedEndpoint
  extends Pick<Endpoint, 'id' | 'programId' | 'name' | 'firstFailedAt' | 'lastFailedAt' | 'lastSucceededAt'> {
  readonly host: string;
  /** Whether days of failures disable it. */
  readonly mayBeDisabled: boolean;
  readonly state: Endpoint['state'] | 'deleted';
}

/** Endpoints by id, deleted ones included. */
export const findWatched = async (
  db: Db,
  ids: readonly EndpointId[],
): Promise<Map<EndpointId, WatchedEndpoint>> => {
  const rows = await db
    .selectFrom('webhook_endpoints')
    .select(['id', 'program_id', 'name', 'url', 'retry_policy', 'settings_json', 'state', 'archived_at'])
    .select(['first_failed_at', 'last_failed_at', 'last_succeeded_at'])
    .where('id', 'in', ids)
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        programId: row.program_id as ProgramId | null,
        name: row.name,
        host: hostOf(row.url),
        mayBeDisabled: !retryPolicyOf(row.retry_policy as Endpoint['retryPolicy'], retryOf(row)).persists,
        state: row.archived_at === null ? (row.state as Endpoint['state']) : 'deleted',
        firstFailedAt: row.first_failed_at,
        lastFailedAt: row.last_failed_at,
        lastSucceededAt: row.last_succeeded_at,
      },
    ]),
  );
};

const retryOf = (row: { settings_json: string }): EndpointOptions['retry'] =>
  (JSON.parse(row.settings_json) as EndpointOptions).retry;

/** What was counted of these endpoints since a minute, summed by the database; none for one without attempts. */
export const sumWindows = async (
  db: Db,
  ids: readonly EndpointId[],
  fromMinute: number,
): Promise<Map<EndpointId, DeliveryCounts>> => {
  const minutes = Array.from({ length: windowMinutes }, (_, index) => fromMinute + index);
  const rows = await db
    .selectFrom('webhook_minutes')
    .select('endpoint_id')
    .select(({ fn }) => [
      fn.sum<number>('succeeded').as('succeeded'),
      fn.sum<number>('failed').as('failed'),
      fn.sum<number>('slow').as('slow'),
      fn.sum<number>('duration_ms_sum').as('durationMsSum'),
      fn.max('duration_ms_max').as('durationMsMax'),
      ...durationStepsMs.map((_, step) => fn.sum<number>(`bucket_${step as 0}`).as(`bucket_${step as 0}`)),
    ])
    // Minutes one by one: so that it is a lookup each, not a walk over the minutes of everybody else.
    .where('minute', 'in', minutes)
    .where('endpoint_id', 'in', ids)
    .groupBy('endpoint_id')
    .execute();
  return new Map(
    rows.map((row) => [
      row.endpoint_id,
      { ...row, histogram: durationStepsMs.map((_, step) => row[`bucket_${step as 0}`]) },
    ]),
  );
};

/** Minutes that are judged together; the present one counts from its beginning. */
export const windowMinutes = 15;

/** Since when the oldest delivery waits, or is under way, that was due before an instant; undefined if none. */
export const findOverdueSince = async (db: Db, before: Instant): Promise<Instant | undefined> => {
  const [waiting] = await overdue(db, { before });
  const [claimed] = await underWay(db, { before });
  const since = [waiting?.since, claimed?.since].filter((instant) => typeof instant === 'number');
  return since.length === 0 ? undefined : Math.min(...since);
};

/** Few at any time: as many as there are requests. */
const underWay = statement<{ before: Instant }, { since: Instant | null }>((db, arg) =>
  db
    .selectFrom('deliveries')
    .select((column) => column.fn.min('next_attempt_at').as('since'))
    .where('state', '=', literal('sending'))
    .where('next_attempt_at', '<', arg('before')),
);

/** One step into the index of what is due for each endpoint. */
const overdue = statement<{ before: Instant }, { since: Instant | null }>((db, arg) =>
  db
    .selectFrom((from) =>
      from
        .selectFrom('webhook_endpoints as endpoint')
        .where('endpoint.state', '=', 'active')
        .where('endpoint.archived_at', 'is', null)
        .where((either) =>
          either.or([
            either('endpoint.gated_until', 'is', null),
            either('endpoint.gated_until', '<', arg('before')),
          ]),
        )
        .select((inner) =>
          inner
            .selectFrom('deliveries')
            .select('next_attempt_at')
            .whereRef('deliveries.endpoint_id', '=', 'endpoint.id')
            .where('deliveries.state', '=', literal('pending'))
            .where('deliveries.next_attempt_at', '<', arg('before'))
            .orderBy('deliveries.next_attempt_at')
            .limit(literal(1))
            .as('since'),
        )
        .as('oldest'),
    )
    .select((column) => column.fn.min('oldest.since').as('since')),
);

/** When the newest attempt of all began; undefined before the first. */
export const findLastAttemptAt = async (db: Db): Promise<Instant | undefined> => {
  const [row] = await lastAttempt(db, {});
  return row?.startedAt;
};

const lastAttempt = statement<object, { startedAt: Instant }>((db) =>
  db.selectFrom('attempts').select('started_at as startedAt').orderBy('seq', 'desc').limit(literal(1)),
);
