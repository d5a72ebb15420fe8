import type { ExpressionBuilder } from 'kysely';
import type { GroupId, ProgramId } from '../core/ids.ts';
import { lookAlikeKey } from '../core/look-alikes.ts';
import type { PageRequest } from '../core/page.ts';
import { contains } from '../database/contains.ts';
import { literal } from '../database/literal.ts';
import type { Stretch } from '../database/look-back.ts';
import { newestRows } from '../database/newest-rows.ts';
import type { Schema } from '../database/schema.ts';
import type { Db } from '../database/work.ts';
import { type ListedPartner, toPartner } from './partner.store.ts';
import { emailKey, type PartnerState } from './partner.ts';

export interface PartnerFilter {
  readonly programId?: ProgramId | undefined;
  readonly state?: PartnerState | undefined;
  readonly groupId?: GroupId | undefined;
  readonly email?: string | undefined;
  /** A part of the name, the email address or the code. */
  readonly sought?: string | undefined;
}

/** Newest first, one more than asked for when there are more; without the anonymised ones. */
export const listPartners = async (
  db: Db,
  page: PageRequest,
  filter: PartnerFilter,
): Promise<ListedPartner[]> => {
  const rows = await newestRows(db, 'partners', { page, isLed: isLed(filter) }, (part) =>
    readPartners(db, filter, part),
  );
  return [...rows];
};

/** Whether an index leads to nearly nothing but what is wanted. */
const isLed = ({ programId, state, groupId, email, sought }: PartnerFilter): boolean => {
  if (sought !== undefined) return false;
  if (groupId !== undefined) return state === undefined && email === undefined;
  return programId !== undefined || (state === undefined && email === undefined);
};

const readPartners = async (
  db: Db,
  filter: PartnerFilter,
  { from, below, wanted }: Stretch,
): Promise<ListedPartner[]> => {
  let query = db
    .selectFrom('partners')
    .selectAll()
    .where('deleted_at', 'is', null)
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(literal(wanted));
  if (filter.programId !== undefined) query = query.where('program_id', '=', filter.programId);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.groupId !== undefined) query = query.where('group_id', '=', filter.groupId);
  if (filter.email !== undefined) query = query.where('email_key', '=', emailKey(filter.email));
  if (filter.sought !== undefined) query = query.where(isFoundBy(filter.sought));
  return (await query.execute()).map(toPartner);
};

const isFoundBy = (sought: string) => (on: ExpressionBuilder<Schema, 'partners'>) => {
  const codeKey = lookAlikeKey(sought);
  return on.or([
    contains(on.ref('name'), sought),
    contains(on.ref('email'), sought),
    contains(on.ref('code'), sought),
    ...(codeKey === undefined ? [] : [on('code_key', '=', codeKey)]),
  ]);
};

/** How many partners are in each state, without the anonymised ones. States that nobody is in are left out. */
export const countPartnersByState = async (
  db: Db,
  programId: ProgramId | undefined,
): Promise<ReadonlyMap<PartnerState, number>> => {
  let query = db
    .selectFrom('partners')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .where('deleted_at', 'is', null)
    .groupBy('state');
  if (programId !== undefined) query = query.where('program_id', '=', programId);
  const rows = await query.execute();
  return new Map(rows.map(({ state, count }) => [state as PartnerState, Number(count)]));
};
