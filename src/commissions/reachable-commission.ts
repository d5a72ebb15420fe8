import { notFound } from '../core/errors.ts';
import type { CommissionId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';
import { assertReach, type Reach } from '../http/caller.ts';
import { findCommission } from './commission.store.ts';
import type { Commission } from './commission.ts';

/** The commission that the address names. @throws DomainError `not_found` */
export const getCommission = async (db: Db, reach: Reach, id: CommissionId): Promise<Commission> => {
  const commission = await findCommission(db, id);
  if (!commission) throw notFound('commission');
  assertReach(reach, commission.programId, 'commission');
  return commission;
};
