import { sql } from 'kysely';
import { type Instant, secondMs } from '../../core/clock.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { Db, Tx } from '../../database/work.ts';
import type { DeliveryState } from '../deliveries/delivery.ts';
import type { EndpointOptions } from '../endpoints/endpoint-options.ts';

/** Rows that one unit looks at or changes at most. */
export const expiryChunk = 200;

/** Why the log says that a delivery has expired. */
const tooOld = 'max_age';

/** An endpoint that wants nothing older than this. */
export interface AgingEndpoint {
  readonly endpointId: EndpointId;
  readonly maxAgeMs: number;
}

export const findAgingEndpoints = async (db: Db): Promise<AgingEndpoint[]> => {
  const rows = await db
    .selectFrom('webhook_endpoints')
    .select(['id', 'settings_json'])
    .where('archived_at', 'is', null)
    .where('settings_json', 'like', '%"max_age_seconds":%')
    .orderBy('seq')
    .execute();
  return rows.flatMap(({ id, settings_json }) => {
    const { max_age_seconds: seconds } = JSON.parse(settings_json) as EndpointOptions;
    return seconds ? [{ endpointId: id, maxAgeMs: seconds * secondMs }] : [];
  });
};

/** Since when a delivery has been growing old: a person who asks for it again wants it as it is. */
const agesFrom = sql<Instant>`coalesce(retried_at, created_at)`;

/** A delivery that waits, and where it stands among those that do. */
export interface Waiting {
  readonly seq: number;
  readonly nextAttemptAt: Instant;
  readonly createdAt: Instant;
  readonly agesFrom: Instant;
}

const columns = ['seq', 'next_attempt_at as nextAttemptAt', 'created_at as createdAt'] as const;

/** The next held deliveries of an endpoint, oldest first. */
export const findHeldAfter = (
  db: Db,
  endpointId: EndpointId,
  after: Waiting | undefined,
): Promise<Waiting[]> =>
  db
    .selectFrom('deliveries')
    .select(['seq', 'created_at as createdAt', agesFrom.as('agesFrom')])
    .select((value) => value.lit(0).as('nextAttemptAt'))
    .where('endpoint_id', '=', endpointId)
    .where('state', '=', sql.lit<DeliveryState>('held'))
    .where('seq', '>', after?.seq ?? 0)
    .orderBy('seq')
    .limit(expiryChunk)
    .execute();

/** The next pending deliveries of an endpoint in the order they are due. */
export const findPendingAfter = async (
  db: Db,
  endpointId: EndpointId,
  after: Waiting | undefined,
): Promise<Waiting[]> => {
  const { seq, nextAttemptAt } = after ?? { seq: 0, nextAttemptAt: 0 };
  const rows = await db
    .selectFrom('deliveries')
    .select([...columns, agesFrom.as('agesFrom')])
    .where('endpoint_id', '=', endpointId)
    .where('state', '=', sql.lit<DeliveryState>('pending'))
    .where('next_attempt_at', '>=', nextAttemptAt)
    .where((where) => where.or([where('next_attempt_at', '>', nextAttemptAt), where('seq', '>', seq)]))
    .orderBy('next_attempt_at')
    .orderBy('seq')
    .limit(expiryChunk)
    .execute();
  return rows.map((row) => ({ ...row, nextAttemptAt: row.nextAttemptAt ?? 0 }));
};

/**
 * Ends those of some deliveries that still wait and have been growing old since before an instant.
 * @returns the sequences of those that expired
 */
export const expireAmong = async (
  tx: Tx,
  seqs: readonly number[],
  oldBefore: Instant,
  now: Instant,
): Promise<ReadonlySet<number>> => {
  if (seqs.length === 0) return new Set();
  const rows = await tx
    .updateTable('deliveries')
    .set({
      state: sql.lit<DeliveryState>('expired'),
      next_attempt_at: null,
      last_error: tooOld,
      finished_at: now,
    })
    .where('seq', 'in', seqs)
    .where('state', 'in', ['pending', 'held'] satisfies DeliveryState[])
    .where(agesFrom, '<', oldBefore)
    .returning('seq')
    .execute();
  return new Set(rows.map(({ seq }) => seq));
};
