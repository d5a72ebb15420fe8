import type { Insertable, Selectable } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import type { ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { literal } from '../database/literal.ts';
import type { Flag, Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { Program, ProgramSettings } from './program.ts';

type ProgramRow = Selectable<Schema['programs']>;

export interface ListedProgram extends Program {
  readonly seq: number;
}

export const findProgram = async (db: Db, id: ProgramId): Promise<Program | undefined> => {
  const [row] = await byId(db, { id });
  return row && toProgram(row);
};

const byId = statement<{ id: ProgramId }, ProgramRow>((db, arg) =>
  db.selectFrom('programs').selectAll().where('id', '=', arg('id')),
);

/** The program whose browser snippet sends this key. */
export const findProgramByPublishableKey = async (db: Db, key: string): Promise<Program | undefined> => {
  const [row] = await byPublishableKey(db, { key });
  return row && toProgram(row);
};

const byPublishableKey = statement<{ key: string }, ProgramRow>((db, arg) =>
  db.selectFrom('programs').selectAll().where('publishable_key', '=', arg('key')),
);

/** The one program that is not archived; undefined when there is none or more than one. */
export const findOnlyProgram = async (db: Db): Promise<Program | undefined> => {
  const rows = await firstTwo(db, {});
  return rows.length === 1 && rows[0] ? toProgram(rows[0]) : undefined;
};

const firstTwo = statement<object, ProgramRow>((db) =>
  db.selectFrom('programs').selectAll().where('archived_at', 'is', null).limit(literal(2)),
);

/** Its id alone, for who needs no more. */
export const findOnlyProgramId = async (db: Db): Promise<ProgramId | undefined> => {
  const rows = await firstTwoIds(db, {});
  return rows.length === 1 ? rows[0]?.id : undefined;
};

const firstTwoIds = statement<object, { id: ProgramId }>((db) =>
  db.selectFrom('programs').select('id').where('archived_at', 'is', null).limit(literal(2)),
);

export interface ProgramFilter {
  readonly id?: ProgramId | undefined;
  readonly archived: boolean;
}

/** Newest first, one more than asked for when there are more. */
export const listPrograms = async (
  db: Db,
  page: PageRequest,
  filter: ProgramFilter,
): Promise<ListedProgram[]> => {
  let query = db
    .selectFrom('programs')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('seq', '<', page.after);
  if (filter.id !== undefined) query = query.where('id', '=', filter.id);
  query = query.where('archived_at', filter.archived ? 'is not' : 'is', null);
  return (await query.execute()).map(toProgram);
};

/** Of every program, archived ones too: there are few. */
export const listProgramIds = async (db: Db): Promise<ProgramId[]> =>
  (await db.selectFrom('programs').select('id').orderBy('seq').execute()).map(({ id }) => id);

export const insertProgram = async (tx: Tx, program: Program): Promise<void> => {
  const row: Insertable<Schema['programs']> = {
    id: program.id,
    mode: program.mode,
    currency: program.currency,
    publishable_key: program.publishableKey,
    parked_refunds: program.parkedRefunds,
    row_version: program.rowVersion,
    created_at: program.createdAt,
    updated_at: program.updatedAt,
    archived_at: program.archivedAt,
    ...toColumns(program),
  };
  await tx.insertInto('programs').values(row).execute();
};

/** Stores the settings of a program that is still at the version it was read at; says whether it was. */
export const updateProgram = async (tx: Tx, program: Program, now: Instant): Promise<boolean> => {
  const result = await tx
    .updateTable('programs')
    .set({ ...toColumns(program), row_version: program.rowVersion + 1, updated_at: now })
    .where('id', '=', program.id)
    .where('row_version', '=', program.rowVersion)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** Keeps the instant of the first time. */
export const archiveProgram = async (tx: Tx, id: ProgramId, now: Instant): Promise<void> => {
  await tx
    .updateTable('programs')
    .set((column) => ({ archived_at: now, updated_at: now, row_version: column('row_version', '+', 1) }))
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .execute();
};

/** Counts refunds that wait for their sale, `by` more or less of them. No version of the program: nobody edits it. */
export const countParkedRefunds = async (tx: Tx, id: ProgramId, by: number): Promise<void> => {
  await tx
    .updateTable('programs')
    .set((column) => ({ parked_refunds: column('parked_refunds', '+', by) }))
    .where('id', '=', id)
    .execute();
};

const toColumns = (settings: ProgramSettings) => ({
  name: settings.name,
  time_zone: settings.timeZone,
  hold_days: settings.holdDays,
  window_days: settings.windowDays,
  attribution_policy: settings.attributionPolicy,
  attribution_model: settings.attributionModel,
  coupon_overrides_referral: toFlag(settings.couponOverridesReferral),
  referral_days: settings.referralDays,
  new_customers_only: toFlag(settings.newCustomersOnly),
  conversion_review: settings.conversionReview,
  approval: settings.approval,
  partner_approval: settings.partnerApproval,
  payout_threshold_minor: settings.payoutThresholdMinor,
  payout_approvals: settings.payoutApprovals,
  caps_json: JSON.stringify(settings.caps),
  converts_currencies: toFlag(settings.convertsCurrencies),
  allowed_hosts_json: JSON.stringify(settings.allowedHosts),
  click_id_parameter: settings.clickIdParameter,
  cookie_domain: settings.cookieDomain,
  base_includes_tax: toFlag(settings.baseIncludesTax),
  base_includes_shipping: toFlag(settings.baseIncludesShipping),
});

const toFlag = (value: boolean): Flag => (value ? 1 : 0);

const toProgram = (row: ProgramRow): ListedProgram => ({
  seq: row.seq,
  id: row.id,
  name: row.name,
  mode: row.mode as Program['mode'],
  currency: row.currency as Currency,
  timeZone: row.time_zone,
  holdDays: row.hold_days,
  windowDays: row.window_days,
  attributionPolicy: row.attribution_policy as Program['attributionPolicy'],
  attributionModel: row.attribution_model as Program['attributionModel'],
  couponOverridesReferral: row.coupon_overrides_referral === 1,
  referralDays: row.referral_days,
  newCustomersOnly: row.new_customers_only === 1,
  conversionReview: row.conversion_review as Program['conversionReview'],
  approval: row.approval as Program['approval'],
  partnerApproval: row.partner_approval as Program['partnerApproval'],
  payoutThresholdMinor: row.payout_threshold_minor,
  payoutApprovals: row.payout_approvals as Program['payoutApprovals'],
  caps: JSON.parse(row.caps_json) as Program['caps'],
  convertsCurrencies: row.converts_currencies === 1,
  allowedHosts: JSON.parse(row.allowed_hosts_json) as string[],
  clickIdParameter: row.click_id_parameter,
  cookieDomain: row.cookie_domain,
  baseIncludesTax: row.base_includes_tax === 1,
  baseIncludesShipping: row.base_includes_shipping === 1,
  publishableKey: row.publishable_key,
  parkedRefunds: row.parked_refunds,
  rowVersion: row.row_version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  archivedAt: row.archived_at,
});
