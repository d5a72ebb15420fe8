import { sql } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { DeliveryId, EndpointId, EventId, PartnerId, ProgramId } from '../core/ids.ts';
import { command, statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { DeliveryState } from './delivery.ts';

/**
 * The queue as the drainer sees it. States stand in the text of the queries, not among their arguments: only so
 * can the database know that its partial indexes apply.
 */
const inState = (state: DeliveryState) => sql.lit(state);

/** A delivery that waits for its next attempt, with all that sending it takes. */
export interface QueuedDelivery {
  readonly seq: number;
  readonly id: DeliveryId;
  readonly eventId: EventId;
  readonly eventType: string;
  readonly endpointId: EndpointId;
  readonly claim: number;
  readonly attemptCount: number;
  readonly retryCount: number;
  readonly pendingSince: Instant;
  readonly nextAttemptAt: Instant | null;
  readonly createdAt: Instant;
  readonly programId: ProgramId;
  readonly partnerId: PartnerId | null;
  /** The exact text to send. */
  readonly body: string | null;
}

/** The next deliveries of an endpoint in their order, due or not. */
export const findQueued = statement<{ endpointId: EndpointId; limit: number }, QueuedDelivery>((db, arg) =>
  db
    .selectFrom('deliveries')
    .innerJoin('events', 'events.id', 'deliveries.event_id')
    .leftJoin('event_bodies', (join) =>
      join
        .onRef('event_bodies.event_id', '=', 'deliveries.event_id')
        .onRef('event_bodies.format', '=', 'deliveries.format'),
    )
    .select([
      'deliveries.seq',
      'deliveries.id',
      'deliveries.event_id as eventId',
      'deliveries.event_type as eventType',
      'deliveries.endpoint_id as endpointId',
      'deliveries.claim',
      'deliveries.attempt_count as attemptCount',
      'deliveries.retry_count as retryCount',
      'deliveries.pending_since as pendingSince',
      'deliveries.next_attempt_at as nextAttemptAt',
      'deliveries.created_at as createdAt',
      'events.program_id as programId',
      'events.partner_id as partnerId',
    ])
    .select((column) => column.fn.coalesce('event_bodies.body', 'events.body').as('body'))
    .where('deliveries.endpoint_id', '=', arg('endpointId'))
    .where('deliveries.state', '=', inState('pending'))
    .orderBy('deliveries.next_attempt_at')
    .orderBy('deliveries.seq')
    .limit(arg('limit')),
);

/** Takes a delivery for a process; 0 when somebody else has. Each claim has a number of its own. */
export const markClaimed = command<{ seq: number; claimedBy: string }>((tx, arg) =>
  tx
    .updateTable('deliveries')
    .set((column) => ({
      state: inState('sending'),
      claim: column('claim', '+', 1),
      claimed_by: arg('claimedBy'),
    }))
    .where('seq', '=', arg('seq'))
    .where('state', '=', inState('pending')),
);

export interface Settlement {
  readonly seq: number;
  readonly claim: number;
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
    .where('state', '=', inState('sending')),
);

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
        .orderBy('claimed_by')
        .orderBy('seq')
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
};

/** Every endpoint that may have something waiting, deleted ones included. */
export const findQueueEndpoints = async (db: Db): Promise<EndpointId[]> => {
  const rows = await db.selectFrom('webhook_endpoints').select('id').orderBy('seq').execute();
  return rows.map((row) => row.id);
};
