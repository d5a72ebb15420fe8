import type { Insertable, Selectable } from 'kysely';
import type { PartnerId, ProgramId } from '../core/ids.ts';
import { lookAlikeKey } from '../core/look-alikes.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import {
  emailKey,
  type Partner,
  type PartnerReason,
  type PartnerSource,
  type PartnerState,
} from './partner.ts';

type PartnerRow = Selectable<Schema['partners']>;

export interface ListedPartner extends Partner {
  readonly seq: number;
}

/** A partner, even one that was anonymised. */
export const findPartner = async (db: Db, id: PartnerId): Promise<Partner | undefined> => {
  const [row] = await byId(db, { id });
  return row && toPartner(row);
};

const byId = statement<{ id: PartnerId }, PartnerRow>((db, arg) =>
  db.selectFrom('partners').selectAll().where('id', '=', arg('id')),
);

/** The partner whose code reads like this one; undefined also for a text that cannot be a code. */
export const findPartnerByCode = async (
  db: Db,
  programId: ProgramId,
  code: string,
): Promise<Partner | undefined> => {
  const codeKey = lookAlikeKey(code);
  if (codeKey === undefined) return undefined;
  const [row] = await byCode(db, { programId, codeKey });
  return row && toPartner(row);
};

const byCode = statement<{ programId: ProgramId; codeKey: string }, PartnerRow>((db, arg) =>
  db
    .selectFrom('partners')
    .selectAll()
    .where('program_id', '=', arg('programId'))
    .where('code_key', '=', arg('codeKey')),
);

export const findPartnerByEmail = async (
  db: Db,
  programId: ProgramId,
  email: string,
): Promise<Partner | undefined> => {
  const row = await db
    .selectFrom('partners')
    .selectAll()
    .where('program_id', '=', programId)
    .where('email_key', '=', emailKey(email))
    .executeTakeFirst();
  return row && toPartner(row);
};

/** Stores a new partner; false when its email address or its code is taken in the program. */
export const insertPartner = async (tx: Tx, partner: Partner): Promise<boolean> => {
  const row: Insertable<Schema['partners']> = {
    id: partner.id,
    program_id: partner.programId,
    created_at: partner.createdAt,
    row_version: partner.rowVersion,
    ...toColumns(partner),
  };
  const result = await tx
    .insertInto('partners')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
};

/**
 * Stores what changed about a partner that is still as it was read.
 *
 * @returns the partner as stored; undefined when somebody else has changed it meanwhile
 */
export const updatePartner = async (
  tx: Tx,
  before: Partner,
  after: Partner,
): Promise<Partner | undefined> => {
  const rowVersion = before.rowVersion + 1;
  const result = await tx
    .updateTable('partners')
    .set({ ...toColumns(after), row_version: rowVersion })
    .where('id', '=', before.id)
    .where('state', '=', before.state)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n ? { ...after, rowVersion } : undefined;
};

const toColumns = (partner: Partner) => ({
  login_id: partner.loginId,
  email: partner.email,
  email_key: partner.email === null ? null : emailKey(partner.email),
  name: partner.name,
  country: partner.country,
  state: partner.state,
  state_reason: partner.stateReason,
  state_note: partner.stateNote,
  group_id: partner.groupId,
  code: partner.code,
  code_key: keyOf(partner),
  source: partner.source,
  email_confirmed_at: partner.emailConfirmedAt,
  onboarded_at: partner.onboardedAt,
  registered_at: partner.registeredAt,
  confirmed_at: partner.confirmedAt,
  approved_at: partner.approvedAt,
  updated_at: partner.updatedAt,
  deleted_at: partner.deletedAt,
});

const keyOf = (partner: Partner): string => {
  const key = lookAlikeKey(partner.code);
  if (key === undefined) throw new Error(`partner ${partner.id} has a code that cannot be one`);
  return key;
};

export const toPartner = (row: PartnerRow): ListedPartner => ({
  seq: row.seq,
  id: row.id,
  programId: row.program_id,
  loginId: row.login_id,
  email: row.email,
  name: row.name,
  country: row.country,
  state: row.state as PartnerState,
  stateReason: row.state_reason as PartnerReason | null,
  stateNote: row.state_note,
  groupId: row.group_id,
  tierId: row.tier_id,
  tierPeriodEndsAt: row.tier_period_ends_at,
  volumeSeq: row.volume_seq,
  code: row.code,
  source: row.source as PartnerSource,
  emailConfirmedAt: row.email_confirmed_at,
  onboardedAt: row.onboarded_at,
  registeredAt: row.registered_at,
  confirmedAt: row.confirmed_at,
  approvedAt: row.approved_at,
  rowVersion: row.row_version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  deletedAt: row.deleted_at,
});
