import type { CustomerId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';

/** What a customer is known by. */
export interface CustomerName {
  readonly externalId: string | null;
  readonly name: string | null;
}

/** What customers are known by, for lists that have their ids: one query for a page. */
export const findCustomerNames = async (
  db: Db,
  ids: readonly CustomerId[],
): Promise<ReadonlyMap<CustomerId, CustomerName>> => {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('customers')
    .select(['id', 'external_id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map(({ id, external_id, name }) => [id, { externalId: external_id, name }]));
};
