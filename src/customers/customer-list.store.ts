import type { ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { literal } from '../database/literal.ts';
import type { Stretch } from '../database/look-back.ts';
import { newestRows } from '../database/newest-rows.ts';
import type { Db } from '../database/work.ts';
import { type ListedCustomer, toCustomer } from './customer.store.ts';

export interface CustomerFilter {
  readonly programId?: ProgramId | undefined;
  readonly externalId?: string | undefined;
  readonly emailHash?: string | undefined;
}

/** Newest first, one more than asked for when there are more. */
export const listCustomers = async (
  db: Db,
  page: PageRequest,
  filter: CustomerFilter,
): Promise<ListedCustomer[]> => {
  const rows = await newestRows(db, 'customers', { page, isLed: isLed(filter) }, (part) =>
    readCustomers(db, filter, part),
  );
  return [...rows];
};

/** Every index is a program's; without any filter every row is wanted. */
const isLed = ({ programId, externalId, emailHash }: CustomerFilter): boolean =>
  programId !== undefined || (externalId === undefined && emailHash === undefined);

const readCustomers = async (
  db: Db,
  filter: CustomerFilter,
  { from, below, wanted }: Stretch,
): Promise<ListedCustomer[]> => {
  let query = db
    .selectFrom('customers')
    .selectAll()
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(literal(wanted));
  if (filter.programId !== undefined) query = query.where('program_id', '=', filter.programId);
  if (filter.externalId !== undefined) query = query.where('external_id', '=', filter.externalId);
  if (filter.emailHash !== undefined) query = query.where('email_hash', '=', filter.emailHash);
  return (await query.execute()).map(toCustomer);
};
