import type { Commission } from '../../commissions/commission.ts';
import type { Work } from '../../database/work.ts';
import { settleReversals } from '../refunds/settle-reversals.ts';

/** Does what had to wait while a payout was under way with these commissions, now that it let them go or paid them. */
export const leaveProcessing = async (work: Work, commissions: readonly Commission[]): Promise<void> => {
  for (const commission of commissions) await settleReversals(work, commission);
};
