import type { Currency } from '../core/currencies.ts';
import type { PartnerId, PayoutId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';
import type { PayoutFilter } from './payout.store.ts';
import type { PayoutState } from './payout.ts';

/** What somebody needs to pay by hand. */
export interface ExportedPayout {
  readonly seq: number;
  readonly id: PayoutId;
  readonly partnerId: PartnerId;
  readonly name: string;
  readonly email: string | null;
  readonly currency: Currency;
  readonly amountMinor: number;
  readonly state: PayoutState;
  readonly reference: string | null;
}

/** A few payouts with whom they are for, in the order they were made, from one on. */
export const listExportedPayouts = async (
  db: Db,
  filter: PayoutFilter,
  page: { readonly afterSeq: number; readonly limit: number },
): Promise<ExportedPayout[]> => {
  let query = db
    .selectFrom('payouts')
    .innerJoin('partners', 'partners.id', 'payouts.partner_id')
    .select((row) => [
      'payouts.seq as seq',
      'payouts.id as id',
      'payouts.partner_id as partnerId',
      'partners.name as name',
      'partners.email as email',
      row.ref('payouts.currency').$castTo<Currency>().as('currency'),
      'payouts.amount_minor as amountMinor',
      row.ref('payouts.state').$castTo<PayoutState>().as('state'),
      'payouts.reference as reference',
    ])
    .where('payouts.seq', '>', page.afterSeq);
  if (filter.programId) query = query.where('payouts.program_id', '=', filter.programId);
  if (filter.partnerId) query = query.where('payouts.partner_id', '=', filter.partnerId);
  if (filter.batchId) query = query.where('payouts.batch_id', '=', filter.batchId);
  if (filter.state) query = query.where('payouts.state', '=', filter.state);
  return await query.orderBy('payouts.seq').limit(page.limit).execute();
};
