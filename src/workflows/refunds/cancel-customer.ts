import { toIso } from '../../core/clock.ts';
import type { Customer } from '../../customers/customer.ts';
import type { Work } from '../../database/work.ts';
import { findLiveReferral, stopRecurring } from '../../referrals/referral.store.ts';

export const customerCancellations = ['stopped', 'already_stopped', 'no_referral'] as const;

interface CustomerCancellation {
  readonly outcome: (typeof customerCancellations)[number];
  readonly referral_id: string | null;
  readonly recurring_stopped_at: string | null;
}

/**
 * Stops the recurring commissions of a customer by a person's decision, from now on: what was earned stays, and a new
 * referral begins anew. Once more does nothing.
 */
export const cancelCustomer = async (work: Work, customer: Customer): Promise<CustomerCancellation> => {
  const referral = await findLiveReferral(work.tx, customer.id);
  if (!referral) return { outcome: 'no_referral', referral_id: null, recurring_stopped_at: null };
  const stopsNow = await stopRecurring(work.tx, referral.id, work.now);
  return {
    outcome: stopsNow ? 'stopped' : 'already_stopped',
    referral_id: referral.id,
    recurring_stopped_at: toIso(stopsNow ? work.now : (referral.recurringStoppedAt ?? work.now)),
  };
};
