import type { CustomerId, PartnerId, ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { literal } from '../database/literal.ts';
import { lookBack, type Stretch } from '../database/look-back.ts';
import type { Db } from '../database/work.ts';
import type { RefundStatus } from '../refunds/refund.ts';
import { toConversion } from './conversion.store.ts';
import type { Conversion, ConversionState } from './conversion.ts';

export interface ConversionFilter {
  readonly programId?: ProgramId | undefined;
  readonly partnerId?: PartnerId | undefined;
  readonly customerId?: CustomerId | undefined;
  readonly orderId?: string | undefined;
  readonly type?: string | undefined;
  readonly state?: ConversionState | undefined;
  readonly attributed?: boolean | undefined;
  readonly refundStatus?: RefundStatus | undefined;
  /** Whether anything was given back. */
  readonly refunded?: boolean | undefined;
}

/** Newest first; one row more than the page, to tell whether there is another. */
export const listConversions = async (
  db: Db,
  filter: ConversionFilter,
  page: PageRequest,
): Promise<Conversion[]> => {
  const wanted = page.limit + 1;
  const below = page.after ?? (await findLastSeq(db)) + 1;
  const read = (stretch: Stretch) => readConversions(db, filter, stretch);
  return isLed(filter) ? read({ from: 1, below, wanted }) : lookBack({ below, wanted }, read);
};

/** Whether an index leads to nearly nothing but what is wanted. */
const isLed = (filter: ConversionFilter): boolean => {
  if (filter.orderId !== undefined || filter.customerId !== undefined) return true;
  if (filter.type !== undefined) return false;
  const isPlain = filter.refundStatus === undefined && filter.refunded === undefined;
  if (filter.partnerId !== undefined) return isPlain && filter.state === undefined;
  if (filter.programId === undefined || filter.attributed !== undefined) return false;
  return filter.state === undefined ? filter.refunded === true : isPlain && filter.state === 'in_review';
};

const readConversions = async (
  db: Db,
  filter: ConversionFilter,
  { from, below, wanted }: Stretch,
): Promise<Conversion[]> => {
  let query = db
    .selectFrom('conversions')
    .selectAll()
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(literal(wanted));
  if (filter.programId) query = query.where('program_id', '=', filter.programId);
  if (filter.partnerId) query = query.where('partner_id', '=', filter.partnerId);
  if (filter.customerId) query = query.where('customer_id', '=', filter.customerId);
  if (filter.type) query = query.where('type', '=', filter.type);
  if (filter.state) query = query.where('state', '=', literal(filter.state));
  if (filter.refundStatus) query = query.where('refund_status', '=', filter.refundStatus);
  if (filter.refunded !== undefined) {
    query = query.where('refund_status', filter.refunded ? '<>' : '=', literal('none'));
  }
  if (filter.attributed !== undefined) {
    query = query.where('partner_id', filter.attributed ? 'is not' : 'is', null);
  }
  if (filter.orderId !== undefined) {
    const named = db
      .selectFrom('order_references')
      .select('conversion_id')
      .where(
        'program_id',
        'in',
        filter.programId ? [filter.programId] : db.selectFrom('programs').select('id'),
      )
      .where('reference', '=', filter.orderId);
    query = query.where('id', 'in', named);
  }
  return (await query.execute()).map(toConversion);
};

const findLastSeq = async (db: Db): Promise<number> => {
  const row = await db
    .selectFrom('conversions')
    .select((column) => column.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return row?.seq ?? 0;
};
