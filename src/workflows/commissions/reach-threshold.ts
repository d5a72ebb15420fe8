import type { NewCommission } from '../../commissions/commission.store.ts';
import { invariant } from '../../core/errors.ts';
import type { Work } from '../../database/work.ts';
import { recordEvent } from '../../events/record.ts';
import { findBalances } from '../../ledger/ledger.store.ts';
import { noteThreshold } from '../../ledger/threshold.store.ts';
import { findPartner } from '../../partners/partner.store.ts';
import { partnerSummary } from '../../partners/partner.ts';
import { findProgram } from '../../programs/program.store.ts';

/**
 * Tells once, since the last payout, that a partner's due balance has reached the payout threshold. To be called
 * after the event of what raised the balance.
 */
export const tellThreshold = async (
  work: Work,
  { programId, partnerId, original: { currency } }: NewCommission,
): Promise<void> => {
  if (!(await noteThreshold(work.tx, { programId, partnerId, currency }, work.now))) return;
  const program = await findProgram(work.tx, programId);
  const partner = await findPartner(work.tx, partnerId);
  const balance = (await findBalances(work.tx, partnerId)).find((one) => one.currency === currency);
  invariant(program && partner && balance, `the balance of ${partnerId} that was noted is there`);
  recordEvent(work, 'commission.threshold_reached', {
    ...{ programId, partnerId, entityId: partnerId },
    data: {
      partner_id: partnerId,
      partner: partnerSummary(partner),
      balance: balance.due,
      threshold: program.payoutThresholdMinor,
      currency,
    },
  });
};
