import type { CommissionId, ConversionId } from '../core/ids.ts';
import type { Db, Tx } from '../database/work.ts';
import { listCommissionsOf } from './commission.store.ts';
import type { Commission } from './commission.ts';
import type { RejectionMark } from './rejection.ts';

/** Notes what the rejection of a conversion did to a commission, for the day it is qualified again. */
export const markRejection = async (tx: Tx, id: CommissionId, mark: RejectionMark): Promise<void> => {
  const reasonBefore = mark.what === 'voided' && mark.reasonBefore !== null ? ` ${mark.reasonBefore}` : '';
  await tx
    .updateTable('commissions')
    .set({ rejection: `${mark.what}${reasonBefore}` })
    .where('id', '=', id)
    .execute();
};

/** What the last rejection of a conversion did to its commissions, and each of them. */
export const listRejectionMarks = async (
  db: Db,
  conversionId: ConversionId,
): Promise<ReadonlyMap<CommissionId, RejectionMark>> => {
  const ids = (await listCommissionsOf(db, conversionId)).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('commissions')
    .select(['id', 'rejection'])
    .where('id', 'in', ids)
    .where('rejection', 'is not', null)
    .execute();
  return new Map(rows.map(({ id, rejection }) => [id, toMark(rejection ?? '')]));
};

export const forgetRejectionMarks = async (tx: Tx, ids: readonly CommissionId[]): Promise<void> => {
  if (ids.length === 0) return;
  await tx.updateTable('commissions').set({ rejection: null }).where('id', 'in', ids).execute();
};

const toMark = (text: string): RejectionMark => {
  const [what, reasonBefore] = text.split(' ');
  return what === 'posted'
    ? { what: 'posted' }
    : { what: 'voided', reasonBefore: (reasonBefore ?? null) as Commission['reason'] };
};
