import type { Insertable, Selectable } from 'kysely';
import type { AttributionMethod } from '../attribution/attribution.ts';
import { readCandidates, writeCandidates } from '../attribution/stored-candidates.ts';
import type { Instant } from '../core/clock.ts';
import { DomainError } from '../core/errors.ts';
import type { CustomerId, PartnerId, ProgramId, ReferralId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { insertRows } from '../database/insert-rows.ts';
import { literal } from '../database/literal.ts';
import type { Stretch } from '../database/look-back.ts';
import { newestRows } from '../database/newest-rows.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx, Work } from '../database/work.ts';
import {
  liveReferralStates,
  type Referral,
  type ReferralEvidence,
  type ReferralPolicy,
  type ReferralState,
  referralTransitions,
} from './referral.ts';

type Row = Selectable<Schema['referrals']>;

export interface ListedReferral extends Referral {
  readonly seq: number;
}

/** The referral that binds a customer now; there is at most one. Whether it has expired is for the caller to see. */
export const findLiveReferral = async (db: Db, customerId: CustomerId): Promise<Referral | undefined> => {
  const [row] = await liveOf(db, { customerId });
  return row && toReferral(row);
};

const liveOf = statement<{ customerId: CustomerId }, Row>((db, arg) =>
  db
    .selectFrom('referrals')
    .selectAll()
    .where('customer_id', '=', arg('customerId'))
    .where('state', 'in', liveReferralStates.map(literal)),
);

/** The referrals that bind several customers, for lists of them: one query for a page. */
export const listLiveReferrals = async (
  db: Db,
  customerIds: readonly CustomerId[],
): Promise<ReadonlyMap<CustomerId, Referral>> => {
  if (customerIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('referrals')
    .selectAll()
    .where('customer_id', 'in', [...customerIds])
    .where('state', 'in', liveReferralStates.map(literal))
    .execute();
  return new Map(rows.map((row) => [row.customer_id, toReferral(row)]));
};

/**
 * The last referral of a customer that no person ended, whether or not its time is over: the live one, where there is
 * one. Whether it binds follows from its instants, never from whether a job has noticed yet.
 */
export const findLastReferral = async (db: Db, customerId: CustomerId): Promise<Referral | undefined> => {
  const [row] = await lastOf(db, { customerId });
  return row && toReferral(row);
};

const lastOf = statement<{ customerId: CustomerId }, Row>((db, arg) =>
  db
    .selectFrom('referrals')
    .selectAll()
    .where('customer_id', '=', arg('customerId'))
    .where('state', '<>', literal('void'))
    .orderBy('seq', 'desc')
    .limit(literal(1)),
);

/** The referral that bound a customer at an earlier instant and has been followed by another one since. */
export const findReferralThen = async (
  db: Db,
  customerId: CustomerId,
  at: Instant,
): Promise<Referral | undefined> => {
  const [row] = await expiredOf(db, { customerId, at });
  return row && toReferral(row);
};

const expiredOf = statement<{ customerId: CustomerId; at: Instant }, Row>((db, arg) =>
  db
    .selectFrom('referrals')
    .selectAll()
    .where('customer_id', '=', arg('customerId'))
    .where('state', '=', literal('expired'))
    .where('decided_at', '<=', arg('at'))
    .where('expires_at', '>', arg('at'))
    .orderBy('seq', 'desc')
    .limit(literal(1)),
);

export const findReferral = async (db: Db, id: ReferralId): Promise<Referral | undefined> => {
  const [row] = await byId(db, { id });
  return row && toReferral(row);
};

const byId = statement<{ id: ReferralId }, Row>((db, arg) =>
  db.selectFrom('referrals').selectAll().where('id', '=', arg('id')),
);

/** What the decision says; the rest of a new referral follows from the unit of work. */
export type NewReferral = Pick<
  Referral,
  | 'programId'
  | 'customerId'
  | 'partnerId'
  | 'method'
  | 'clickId'
  | 'promoCodeId'
  | 'evidence'
  | 'candidates'
  | 'policy'
> & {
  readonly expiresAt?: Instant | null;
  /** Now when it is left out. */
  readonly decidedAt?: Instant;
};

/** The customer must have no live referral: look with `findLiveReferral` and move that one out of the way first. */
export const insertReferral = async (work: Work, decided: NewReferral): Promise<Referral> => {
  const referral: Referral = {
    ...decided,
    id: work.ids.mint('ref'),
    state: 'lead',
    decidedAt: decided.decidedAt ?? work.now,
    convertedAt: null,
    expiresAt: decided.expiresAt ?? null,
    recurringStoppedAt: null,
    updatedAt: work.now,
  };
  await insertRows(work.tx, 'referrals', [toRow(referral)]);
  return referral;
};

const toRow = (referral: Referral): Insertable<Schema['referrals']> => ({
  id: referral.id,
  program_id: referral.programId,
  customer_id: referral.customerId,
  partner_id: referral.partnerId,
  state: referral.state,
  method: referral.method,
  click_id: referral.clickId,
  promo_code_id: referral.promoCodeId,
  evidence_json: JSON.stringify(referral.evidence),
  candidates_json: writeCandidates(referral.candidates),
  policy_json: JSON.stringify(referral.policy),
  decided_at: referral.decidedAt,
  converted_at: referral.convertedAt,
  expires_at: referral.expiresAt,
  recurring_stopped_at: referral.recurringStoppedAt,
  updated_at: referral.updatedAt,
});

/**
 * Moves a referral along its table; becoming converted is remembered with its instant.
 *
 * @throws DomainError `invalid_transition`, or `conflict` when another request has moved it meanwhile
 */
export const moveReferral = async (
  tx: Tx,
  id: ReferralId,
  { from, to, now }: { from: ReferralState; to: ReferralState; now: Instant },
): Promise<void> => {
  referralTransitions.assertMove(from, to);
  const result = await tx
    .updateTable('referrals')
    .set({ state: to, updated_at: now, ...(to === 'converted' && { converted_at: now }) })
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) {
    throw new DomainError('conflict', `The referral ${id} was changed by another request.`);
  }
};

/** Ends those whose time is over, so many at most; answers how many there were. What they bind is past already. */
export const expireReferrals = async (tx: Tx, now: Instant, limit: number): Promise<number> => {
  const over = await overBy(tx, { now, limit });
  if (over.length === 0) return 0;
  await tx
    .updateTable('referrals')
    .set({ state: 'expired', updated_at: now })
    .where(
      'id',
      'in',
      over.map(({ id }) => id),
    )
    .where('state', 'in', liveReferralStates)
    .execute();
  return over.length;
};

export const isAnyReferralOver = async (db: Db, now: Instant): Promise<boolean> =>
  (await overBy(db, { now, limit: 1 })).length > 0;

/** Says of those that are live, in so many words, what their index says. */
const overBy = statement<{ now: Instant; limit: number }, Pick<Row, 'id'>>((db, arg) =>
  db
    .selectFrom('referrals')
    .select('id')
    .where('expires_at', 'is not', null)
    .where('expires_at', '<=', arg('now'))
    .where('state', '<>', literal('expired'))
    .where('state', '<>', literal('void'))
    .orderBy('expires_at')
    .limit(arg('limit')),
);

/** From now on the customer's renewals earn nothing by this referral; a new one begins anew. Answers whether it was live. */
export const stopRecurring = async (tx: Tx, id: ReferralId, now: Instant): Promise<boolean> => {
  const result = await tx
    .updateTable('referrals')
    .set({ recurring_stopped_at: now, updated_at: now })
    .where('id', '=', id)
    .where('recurring_stopped_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

export interface ReferralFilter {
  readonly programId?: ProgramId | undefined;
  readonly partnerId?: PartnerId | undefined;
  readonly customerId?: CustomerId | undefined;
  readonly state?: ReferralState | undefined;
}

/** Newest first, one more than asked for when there are more. */
export const listReferrals = async (
  db: Db,
  page: PageRequest,
  filter: ReferralFilter,
): Promise<ListedReferral[]> => {
  const isLed = filter.customerId !== undefined || filter.state === undefined;
  const rows = await newestRows(db, 'referrals', { page, isLed }, (part) => readReferrals(db, filter, part));
  return rows.map(toReferral);
};

const readReferrals = (db: Db, filter: ReferralFilter, { from, below, wanted }: Stretch): Promise<Row[]> => {
  let query = db
    .selectFrom('referrals')
    .selectAll()
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(literal(wanted));
  if (filter.programId !== undefined) query = query.where('program_id', '=', filter.programId);
  if (filter.partnerId !== undefined) query = query.where('partner_id', '=', filter.partnerId);
  if (filter.customerId !== undefined) query = query.where('customer_id', '=', filter.customerId);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  return query.execute();
};

const toReferral = (row: Row): ListedReferral => ({
  seq: row.seq,
  id: row.id,
  programId: row.program_id,
  customerId: row.customer_id,
  partnerId: row.partner_id,
  state: row.state as ReferralState,
  method: row.method as AttributionMethod,
  clickId: row.click_id,
  promoCodeId: row.promo_code_id,
  evidence: JSON.parse(row.evidence_json) as ReferralEvidence,
  candidates: readCandidates(row.candidates_json),
  policy: JSON.parse(row.policy_json) as ReferralPolicy,
  decidedAt: row.decided_at,
  convertedAt: row.converted_at,
  expiresAt: row.expires_at,
  recurringStoppedAt: row.recurring_stopped_at,
  updatedAt: row.updated_at,
});
