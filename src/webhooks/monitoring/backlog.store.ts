import { type Expression, type SqlBool, sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { EndpointId, ProgramId } from '../../core/ids.ts';
import type { Db } from '../../database/work.ts';
import type { DeliveryState } from '../deliveries/delivery.ts';

/** Whose deliveries are counted: those of one endpoint, of a program's endpoints, or all. */
export interface BacklogOf {
  readonly endpointId?: EndpointId | undefined;
  readonly programId?: ProgramId | undefined;
}

/** What waits. No number is greater than the limit it was counted to: then there may be more. */
export interface Backlog {
  readonly pending: number;
  readonly sending: number;
  readonly held: number;
  /** When the oldest of the pending ones was made; of those that were counted. */
  readonly oldestPendingAt: Instant | null;
  readonly oldestPendingSeq: number | null;
}

/** Counts what waits, in time that depends on the limit and not on how much it is. */
export const findBacklog = async (db: Db, of: BacklogOf, limit: number): Promise<Backlog> => {
  const pending = await countWaiting(db, 'pending', of, limit);
  const sending = await countWaiting(db, 'sending', of, limit);
  const held = await countWaiting(db, 'held', of, limit);
  return {
    pending: pending.count,
    sending: sending.count,
    held: held.count,
    oldestPendingAt: pending.oldestSeq === null ? null : await createdAtOf(db, pending.oldestSeq),
    oldestPendingSeq: pending.oldestSeq,
  };
};

/** How many deliveries wait to be sent to an endpoint, counted to a limit. */
export const countPending = async (db: Db, endpointId: EndpointId, limit: number): Promise<number> =>
  (await countWaiting(db, 'pending', { endpointId }, limit)).count;

type Waiting = Extract<DeliveryState, 'pending' | 'sending' | 'held'>;

/** Read from the index of the state alone: each has all that is asked for. */
const countWaiting = async (
  db: Db,
  state: Waiting,
  { endpointId, programId }: BacklogOf,
  limit: number,
): Promise<{ count: number; oldestSeq: number | null }> => {
  // A sign before the column hides it from the index of everything the endpoint ever got.
  const owner = sql.raw<EndpointId>(state === 'sending' ? '+endpoint_id' : 'endpoint_id');
  let waiting = db.selectFrom('deliveries').select('seq').where('state', '=', sql.lit(state)).limit(limit);
  if (endpointId !== undefined) waiting = waiting.where(owner, '=', endpointId);
  if (programId !== undefined) waiting = waiting.where(isOfProgram(owner, programId));
  return db
    .selectFrom(waiting.as('waiting'))
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('seq').as('oldestSeq')])
    .executeTakeFirstOrThrow();
};

const isOfProgram = (owner: Expression<EndpointId>, programId: ProgramId): Expression<SqlBool> =>
  sql`${owner} in (select id from webhook_endpoints where program_id = ${programId})`;

const createdAtOf = async (db: Db, seq: number): Promise<Instant | null> => {
  const row = await db
    .selectFrom('deliveries')
    .select('created_at')
    .where('seq', '=', seq)
    .executeTakeFirst();
  return row?.created_at ?? null;
};

/** What became of an endpoint's latest attempt. */
export interface LastAttempt {
  readonly status: number | null;
  readonly error: string | null;
}

/** Deliveries that are looked at to find one that was attempted. */
const looked = 1_000;

/** Among the newest deliveries of the endpoint, or else among those right before the oldest that waits. */
export const findLastAttempt = async (
  db: Db,
  endpointId: EndpointId,
  { oldestPendingSeq }: Pick<Backlog, 'oldestPendingSeq'>,
): Promise<LastAttempt | undefined> => {
  const newest = await findAttempted(db, endpointId, null);
  if (newest || oldestPendingSeq === null) return newest;
  return findAttempted(db, endpointId, oldestPendingSeq);
};

const findAttempted = (
  db: Db,
  endpointId: EndpointId,
  beforeSeq: number | null,
): Promise<LastAttempt | undefined> => {
  let newest = db
    .selectFrom('deliveries')
    .select(['last_status as status', 'last_error as error', 'attempt_count as attempts'])
    .where('endpoint_id', '=', endpointId)
    .where('origin', '<>', sql.lit('test'))
    .orderBy('seq', 'desc')
    .limit(looked);
  if (beforeSeq !== null) newest = newest.where('seq', '<', beforeSeq);
  return db
    .selectFrom(newest.as('newest'))
    .select(['status', 'error'])
    .where('attempts', '>', 0)
    .limit(1)
    .executeTakeFirst();
};
