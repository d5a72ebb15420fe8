import type { Insertable, Selectable } from 'kysely';
import type { PartnerId, ProgramId, PromoCodeId } from '../core/ids.ts';
import { lookAlikeKey } from '../core/look-alikes.ts';
import type { PageRequest } from '../core/page.ts';
import { literal } from '../database/literal.ts';
import type { Stretch } from '../database/look-back.ts';
import { newestRows } from '../database/newest-rows.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { PromoCode } from './promo-code.ts';

type PromoCodeRow = Selectable<Schema['promo_codes']>;

export interface ListedPromoCode extends PromoCode {
  readonly seq: number;
}

export const findPromoCodeById = async (db: Db, id: PromoCodeId): Promise<PromoCode | undefined> => {
  const row = await db.selectFrom('promo_codes').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toPromoCode(row);
};

/**
 * The code that reads like this one, even one that is retired, has ended or has not begun: its validity is the
 * caller's to judge. Undefined also for a text that cannot be a code.
 */
export const findPromoCode = async (
  db: Db,
  programId: ProgramId,
  code: string,
): Promise<PromoCode | undefined> => {
  const codeKey = lookAlikeKey(code);
  if (codeKey === undefined) return undefined;
  const [row] = await byCode(db, { programId, codeKey });
  return row && toPromoCode(row);
};

const byCode = statement<{ programId: ProgramId; codeKey: string }, PromoCodeRow>((db, arg) =>
  db
    .selectFrom('promo_codes')
    .selectAll()
    .where('program_id', '=', arg('programId'))
    .where('code_key', '=', arg('codeKey')),
);

/** A partner's codes that are not retired, oldest first. */
export const listCodesOfPartner = async (db: Db, partnerId: PartnerId): Promise<PromoCode[]> => {
  const rows = await db
    .selectFrom('promo_codes')
    .selectAll()
    .where('partner_id', '=', partnerId)
    .where('archived_at', 'is', null)
    .orderBy('seq')
    .execute();
  return rows.map(toPromoCode);
};

export interface PromoCodeFilter {
  readonly programId?: ProgramId | undefined;
  readonly partnerId?: PartnerId | undefined;
  readonly code?: string | undefined;
  readonly archived: boolean;
}

/** Newest first, one more than asked for when there are more. */
export const listPromoCodes = async (
  db: Db,
  page: PageRequest,
  filter: PromoCodeFilter,
): Promise<ListedPromoCode[]> => {
  const isNamed = filter.code !== undefined;
  const isLed = isNamed ? filter.programId !== undefined : !filter.archived;
  const rows = await newestRows(db, 'promo_codes', { page, isLed }, (part) => readCodes(db, filter, part));
  return rows.map(toPromoCode);
};

const readCodes = (db: Db, filter: PromoCodeFilter, { from, below, wanted }: Stretch) => {
  let query = db
    .selectFrom('promo_codes')
    .selectAll()
    .where('archived_at', filter.archived ? 'is not' : 'is', null)
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(literal(wanted));
  if (filter.programId !== undefined) query = query.where('program_id', '=', filter.programId);
  if (filter.partnerId !== undefined) query = query.where('partner_id', '=', filter.partnerId);
  if (filter.code !== undefined) query = query.where('code_key', '=', lookAlikeKey(filter.code) ?? '');
  return query.execute();
};

/** Stores a new code; false when one that reads like it is taken in the program. */
export const insertPromoCode = async (tx: Tx, promoCode: PromoCode): Promise<boolean> => {
  const row: Insertable<Schema['promo_codes']> = {
    id: promoCode.id,
    program_id: promoCode.programId,
    partner_id: promoCode.partnerId,
    created_at: promoCode.createdAt,
    row_version: promoCode.rowVersion,
    ...toColumns(promoCode),
  };
  const result = await tx
    .insertInto('promo_codes')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
};

/**
 * Stores what changed about a code that is still as it was read.
 *
 * @returns the code as stored; undefined when somebody else has changed it meanwhile
 */
export const updatePromoCode = async (
  tx: Tx,
  before: PromoCode,
  after: PromoCode,
): Promise<PromoCode | undefined> => {
  const rowVersion = before.rowVersion + 1;
  const result = await tx
    .updateTable('promo_codes')
    .set({ ...toColumns(after), row_version: rowVersion })
    .where('id', '=', before.id)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n ? { ...after, rowVersion } : undefined;
};

const toColumns = (promoCode: PromoCode) => ({
  code: promoCode.code,
  code_key: keyOf(promoCode),
  starts_at: promoCode.startsAt,
  ends_at: promoCode.endsAt,
  discount_type: promoCode.discountType,
  discount_value: promoCode.discountValue,
  coupon_id: promoCode.couponId,
  duration: promoCode.duration,
  updated_at: promoCode.updatedAt,
  archived_at: promoCode.archivedAt,
});

const keyOf = (promoCode: PromoCode): string => {
  const key = lookAlikeKey(promoCode.code);
  if (key === undefined) throw new Error(`promo code ${promoCode.id} cannot be one`);
  return key;
};

const toPromoCode = (row: PromoCodeRow): ListedPromoCode => ({
  seq: row.seq,
  id: row.id,
  programId: row.program_id,
  partnerId: row.partner_id,
  code: row.code,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  discountType: row.discount_type,
  discountValue: row.discount_value,
  couponId: row.coupon_id,
  duration: row.duration,
  rowVersion: row.row_version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  archivedAt: row.archived_at,
});
