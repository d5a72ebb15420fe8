import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { ConversionId, PartnerId, ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { literal } from '../database/literal.ts';
import { lookBack, type Stretch } from '../database/look-back.ts';
import type { Schema } from '../database/schema.ts';
import type { Db } from '../database/work.ts';
import { toCommission } from './commission.store.ts';
import type { Commission, CommissionKind, CommissionState } from './commission.ts';

export interface CommissionFilter {
  readonly programId?: ProgramId | undefined;
  readonly partnerId?: PartnerId | undefined;
  readonly conversionId?: ConversionId | undefined;
  readonly state?: CommissionState | undefined;
  readonly kind?: CommissionKind | undefined;
  readonly dueBefore?: Instant | undefined;
  readonly approved?: boolean | undefined;
}

/** Newest first; one row more than the page, to tell whether there is another. */
export const listCommissions = async (
  db: Db,
  filter: CommissionFilter,
  page: PageRequest,
): Promise<Commission[]> => {
  const wanted = page.limit + 1;
  const below = page.after ?? (await findLastSeq(db)) + 1;
  const read = (stretch: Stretch) => readCommissions(db, filter, stretch);
  return isLed(filter) ? read({ from: 1, below, wanted }) : lookBack({ below, wanted }, read);
};

/** Whether an index leads to nearly nothing but what is wanted. */
const isLed = ({ programId, partnerId, conversionId, state, kind, dueBefore }: CommissionFilter): boolean =>
  conversionId !== undefined ||
  (kind === undefined &&
    dueBefore === undefined &&
    ((partnerId !== undefined && state === undefined) || (programId !== undefined && isOpen(state))));

const isOpen = (state: CommissionState | undefined): boolean =>
  state !== undefined && state !== 'paid' && state !== 'voided';

const readCommissions = async (
  db: Db,
  filter: CommissionFilter,
  { from, below, wanted }: Stretch,
): Promise<Commission[]> => {
  let query = db
    .selectFrom('commissions')
    .selectAll()
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(literal(wanted));
  if (filter.programId) query = query.where('program_id', '=', filter.programId);
  if (filter.partnerId) query = query.where('partner_id', '=', filter.partnerId);
  if (filter.conversionId) query = query.where(ofConversion(filter.conversionId));
  if (filter.state) query = query.where('state', '=', literal(filter.state));
  // The condition of the index of those that are not at their end, in so many words.
  if (isOpen(filter.state)) {
    query = query.where('state', '<>', literal('paid')).where('state', '<>', literal('voided'));
  }
  if (filter.kind) query = query.where('kind', '=', filter.kind);
  if (filter.dueBefore !== undefined) query = query.where('due_at', '<', filter.dueBefore);
  if (filter.approved !== undefined) {
    query = query.where('approved_at', filter.approved ? 'is not' : 'is', null);
  }
  return (await query.execute()).map(toCommission);
};

/** Those that count and those that are voided have an index each. */
const ofConversion =
  (id: ConversionId) =>
  (on: ExpressionBuilder<Schema, 'commissions'>): ExpressionWrapper<Schema, 'commissions', SqlBool> =>
    on.or([
      on.and([on('conversion_id', '=', id), on('state', '=', literal('voided'))]),
      on.and([on('conversion_id', '=', id), on('state', '<>', literal('voided'))]),
    ]);

const findLastSeq = async (db: Db): Promise<number> => {
  const row = await db
    .selectFrom('commissions')
    .select((column) => column.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return row?.seq ?? 0;
};
