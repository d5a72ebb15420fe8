import { notFound } from '../core/errors.ts';
import type { CommissionId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';
import { assertReach, type Reach } from '../http/caller.ts';
import { findCommission, listCorrectionsOf } from './commission.store.ts';
import type { Commission } from './commission.ts';

/** The commission that the address names. @throws DomainError `not_found` */
export const getCommission = async (db: Db, reach: Reach, id: CommissionId): Promise<Commission> => {
  const commission = await findCommission(db, id);
  if (!commission) throw notFound('commission');
  assertReach(reach, commission.programId, 'commission');
  return commission;
};

/** Every line that corrects a commission, and every line that corrects one of those, oldest first. */
export const listCorrections = async (db: Db, commission: Commission): Promise<Commission[]> => {
  const family = [commission];
  // It grows while it is walked; what corrects a line is younger than the line.
  for (const line of family) family.push(...(await listCorrectionsOf(db, line.id)));
  return family.slice(1).sort((left, right) => left.seq - right.seq);
};
