import { listCorrectionsOf } from '../../commissions/commission.store.ts';
import type { Commission } from '../../commissions/commission.ts';
import type { Db } from '../../database/work.ts';

/** What people added to a commission or took off it and was not paid yet: what happens to the one happens to these. */
export const unpaidAdjustments = async (db: Db, { id }: Commission): Promise<Commission[]> =>
  (await listCorrectionsOf(db, id)).filter(
    ({ kind, state }) =>
      kind === 'adjustment' && (state === 'pending' || state === 'held' || state === 'due'),
  );
