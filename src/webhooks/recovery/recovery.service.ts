import { DomainError } from '../../core/errors.ts';
import type { Db, Work } from '../../database/work.ts';
import { findLastEventSeq } from '../../events/event.store.ts';
import { findSeqBefore } from '../deliveries/timeline.store.ts';
import { findLastDeliverySeq } from '../drainer/backlog.store.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { initialPace } from './pace.ts';
import type { Search } from './page.ts';
import {
  countRunningRecoveries,
  findRecovery,
  findRunningRecovery,
  finishRecovery,
  insertRecovery,
} from './recovery.store.ts';
import { type Recovery, type RecoveryAsk, recoveryTransitions } from './recovery.ts';
import { withdrawWaiting } from './resend.store.ts';

/**
 * Starts a recovery of what there is now. Whoever asks twice for the same gets the one that is running.
 *
 * @throws DomainError `conflict` when the endpoint takes nothing now, or another recovery is running for it, or many are
 */
export const startRecovery = async (
  work: Work,
  endpoint: Endpoint,
  ask: RecoveryAsk,
): Promise<{ readonly recovery: Recovery; readonly isNew: boolean }> => {
  if (endpoint.state !== 'active') {
    throw new DomainError('conflict', `This endpoint is ${endpoint.state}; activate it first.`);
  }
  const search = await searchFor(work.tx, ask);
  const id = await insertRecovery(work, {
    ...search,
    perSecond: ask.perSecond,
    pace: initialPace(ask.perSecond),
    endpointId: endpoint.id,
  });
  const recovery = id ? await findRecovery(work.tx, id) : await findRunningRecovery(work.tx, endpoint.id);
  if (!recovery) throw new Error('a recovery that was just written is missing');
  if (id === undefined && !isSame(recovery, ask)) throw otherRunning(recovery);
  if (id !== undefined) await assertNotTooMany(work.tx, endpoint);
  return { recovery, isNew: id !== undefined };
};

/** Recoveries of one program that run at a time: each is looked after every second. */
export const maxRunning = 50;

const assertNotTooMany = async (db: Db, { programId }: Endpoint): Promise<void> => {
  if ((await countRunningRecoveries(db, programId)) <= maxRunning) return;
  throw new DomainError(
    'conflict',
    `${maxRunning} recoveries are running already; wait for one, or cancel it.`,
  );
};

/** Where to look for what somebody asks for: from just before the moment to the newest there is. */
export const searchFor = async (
  db: Db,
  { since, include }: Pick<RecoveryAsk, 'since' | 'include'>,
): Promise<Search> => {
  const untilDeliverySeq = await findLastDeliverySeq(db);
  const untilEventSeq = await findLastEventSeq(db);
  return {
    since,
    include,
    untilDeliverySeq,
    untilEventSeq,
    deliveryCursor: await findSeqBefore(db, 'deliveries', since, untilDeliverySeq),
    eventCursor: await findSeqBefore(db, 'events', since, untilEventSeq),
  };
};

const isSame = (recovery: Recovery, { since, include, perSecond }: RecoveryAsk): boolean =>
  recovery.since === since && recovery.include === include && recovery.perSecond === perSecond;

const otherRunning = ({ id }: Recovery): DomainError =>
  new DomainError('conflict', `Another recovery is running for this endpoint: ${id}. Cancel it first.`);

const withdrawnPerUnit = 200;

/**
 * Cancels a recovery, in as many units as this is called for: what it has made due and nobody has begun to send is
 * canceled, and with the last of it the recovery itself.
 *
 * @returns whether that was all
 * @throws DomainError `invalid_transition` when it is over
 */
export const cancelRecovery = async (work: Work, recovery: Recovery): Promise<boolean> => {
  recoveryTransitions.assertMove(recovery.state, 'canceled');
  const withdrawn = await withdrawWaiting(work.tx, recovery.id, withdrawnPerUnit, work.now);
  return withdrawn < withdrawnPerUnit && finishRecovery(work.tx, recovery.id, 'canceled', work.now);
};
