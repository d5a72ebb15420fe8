import { sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import { invariant } from '../../core/errors.ts';
import type { DeliveryId, EndpointId, EventId } from '../../core/ids.ts';
import { command, statement } from '../../database/statement.ts';
import type { Db, Tx } from '../../database/work.ts';
import type { DeliveryOrigin, DeliveryState } from '../deliveries/delivery.ts';

/**
 * The queue as the drainer sees it. States stand in the text of the queries, not among their arguments: only so
 * can the database know that its partial indexes apply.
 */
const inState = (state: DeliveryState) => sql.lit(state);

/** A delivery that waits for its next attempt. */
export interface QueuedDelivery {
  readonly seq: number;
  readonly id: DeliveryId;
  readonly eventId: EventId;
  readonly format: string;
  /** The number that the next claim will have. */
  readonly claim: number;
  readonly attemptCount: number;
  readonly retryCount: number;
  readonly pendingSince: Instant;
  readonly nextAttemptAt: Instant | null;
}

/** The next deliveries of an endpoint in their order, due or not. */
export const findQueued = statement<{ endpointId: EndpointId; limit: number }, QueuedDelivery>((db, arg) =>
  db
    .selectFrom('deliveries')
    .select([
      'seq',
      'id',
      'event_id as eventId',
      'format',
      'attempt_count as attemptCount',
      'retry_count as retryCount',
      'pending_since as pendingSince',
      'next_attempt_at as nextAttemptAt',
    ])
    .select((column) => column('claim', '+', 1).as('claim'))
    .where('endpoint_id', '=', arg('endpointId'))
    .where('state', '=', inState('pending'))
    .orderBy('next_attempt_at')
    .orderBy('seq')
    .limit(arg('limit')),
);

/** Deliveries that one statement changes at most. */
const batchSize = 64;

type BatchArguments = Readonly<Record<`seq${number}`, number>>;

const places = Array.from({ length: batchSize }, (_, index) => `seq${index}` as const);

/** A statement has a fixed number of places: those not needed get a sequence that no delivery has. */
const batchArguments = (seqs: readonly number[]): BatchArguments => {
  const args: Record<string, number> = {};
  for (let index = 0; index < batchSize; index += 1) args[`seq${index}`] = seqs[index] ?? 0;
  return args;
};

/**
 * Takes pending deliveries for a process, in the unit that has found them. Each claim has a number of its own.
 * @throws Error when one of them was not pending any more
 */
export const markClaimed = async (tx: Tx, seqs: readonly number[], claimedBy: string): Promise<void> => {
  for (let from = 0; from < seqs.length; from += batchSize) {
    const batch = seqs.slice(from, from + batchSize);
    const marked = await markBatch(tx, { ...batchArguments(batch), claimedBy });
    invariant(marked === batch.length, 'deliveries found pending are pending');
  }
};

const markBatch = command<BatchArguments & { readonly claimedBy: string }>((tx, arg) =>
  tx
    .updateTable('deliveries')
    .set((column) => ({
      state: inState('sending'),
      claim: column('claim', '+', 1),
      claimed_by: arg('claimedBy'),
    }))
    .where('seq', 'in', places.map(arg))
    .where('state', '=', inState('pending')),
);

/** Deliveries of one process that all were answered with the same 2xx. */
export interface Arrivals {
  readonly seqs: readonly number[];
  readonly status: number;
  readonly claimedBy: string;
}

/** Records that deliveries have arrived. @returns how many of them were still this process's */
export const settleArrivals = async (
  tx: Tx,
  { seqs, status, claimedBy }: Arrivals,
  now: Instant,
): Promise<number> => {
  let settled = 0;
  for (let from = 0; from < seqs.length; from += batchSize) {
    const args = batchArguments(seqs.slice(from, from + batchSize));
    settled += await settleBatch(tx, { ...args, status, claimedBy, now });
  }
  return settled;
};

const settleBatch = command<
  BatchArguments & { readonly status: number; readonly claimedBy: string; readonly now: Instant }
>((tx, arg) =>
  tx
    .updateTable('deliveries')
    .set((column) => ({
      state: inState('delivered'),
      attempt_count: column('attempt_count', '+', 1),
      next_attempt_at: null,
      claimed_by: null,
      last_status: arg('status'),
      last_error: null,
      finished_at: arg('now'),
    }))
    .where('seq', 'in', places.map(arg))
    .where('state', '=', inState('sending'))
    .where('claimed_by', '=', arg('claimedBy')),
);

export interface Settlement {
  readonly seq: number;
  readonly claim: number;
  readonly claimedBy: string;
  readonly state: DeliveryState;
  readonly retriesUsed: number;
  readonly nextAttemptAt: Instant | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly finishedAt: Instant | null;
}

/** Records what became of an attempt; 0 when the claim is not the present one any more. */
export const settleClaim = command<Settlement>((tx, arg) =>
  tx
    .updateTable('deliveries')
    .set((column) => ({
      state: arg('state'),
      attempt_count: column('attempt_count', '+', 1),
      retry_count: column('retry_count', '+', arg('retriesUsed')),
      next_attempt_at: arg('nextAttemptAt'),
      claimed_by: null,
      last_status: arg('lastStatus'),
      last_error: arg('lastError'),
      finished_at: arg('finishedAt'),
    }))
    .where('seq', '=', arg('seq'))
    .where('claim', '=', arg('claim'))
    .where('claimed_by', '=', arg('claimedBy'))
    .where('state', '=', inState('sending')),
);

export const findClaim = async (db: Db, seq: number): Promise<{ state: string; claim: number } | undefined> =>
  db.selectFrom('deliveries').select(['state', 'claim']).where('seq', '=', seq).executeTakeFirst();

/** Gives back a claim that led to no request. */
export const returnClaim = command<{ seq: number; claim: number }>((tx, arg) =>
  tx
    .updateTable('deliveries')
    .set({ state: inState('pending'), claimed_by: null })
    .where('seq', '=', arg('seq'))
    .where('claim', '=', arg('claim'))
    .where('state', '=', inState('sending')),
);

/**
 * Takes back what processes claimed that are gone: a claim without a result may have been sent or not, and is
 * sent again under the same attempt number.
 * @returns how many, at most `limit`
 */
export const reclaimAbandoned = async (tx: Tx, present: string, limit: number): Promise<number> => {
  const result = await tx
    .updateTable('deliveries')
    .set({ state: inState('pending'), claimed_by: null })
    .where('seq', 'in', (query) =>
      query
        .selectFrom('deliveries')
        .select('seq')
        .where('state', '=', inState('sending'))
        .where('claimed_by', '<>', present)
        .orderBy('seq')
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
};

/**
 * Ends the tests of processes that are gone: whoever waited for the answer is gone, too, and nobody wants to get a
 * test out of the blue.
 */
export const endAbandonedTests = async (tx: Tx, present: string, now: Instant): Promise<void> => {
  await tx
    .updateTable('deliveries')
    .set({
      state: inState('exhausted'),
      claimed_by: null,
      last_error: 'process_ended',
      finished_at: now,
    })
    .where('state', '=', inState('sending'))
    .where('claimed_by', '<>', present)
    .where('origin', '=', 'test' satisfies DeliveryOrigin)
    .execute();
};

/** Every endpoint that may have something waiting, deleted ones included. */
export const findQueueEndpoints = async (db: Db): Promise<EndpointId[]> => {
  const rows = await db.selectFrom('webhook_endpoints').select('id').orderBy('seq').execute();
  return rows.map((row) => row.id);
};
