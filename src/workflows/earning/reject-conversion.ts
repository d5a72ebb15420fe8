import { listCommissionsOf } from '../../commissions/commission.store.ts';
import { markRejection } from '../../commissions/rejection-mark.store.ts';
import { moveConversion } from '../../conversions/conversion.service.ts';
import type { Conversion, RejectionReason } from '../../conversions/conversion.ts';
import { recountFirstPurchase } from '../../customers/customer.store.ts';
import type { Work } from '../../database/work.ts';
import { countVolume } from '../tiers/count-volume.ts';
import { tellRejected } from '../tracking/tell-conversion.ts';
import { conversionCircle } from './conversion-circle.ts';
import { nothingQualified } from './qualify-conversion.ts';
import { takeBackEarnings } from './take-back-earnings.ts';

/**
 * Rejects a conversion: what it has earned and was not paid is voided, what was paid is clawed back. All it did is
 * noted, so that qualifying it again restores exactly that.
 *
 * @throws DomainError `invalid_transition` for one that is rejected, `conflict`
 */
export const rejectConversion = async (
  work: Work,
  before: Conversion,
  { reason, note }: { readonly reason: RejectionReason; readonly note: string | null },
): Promise<Conversion> => {
  const after = await moveConversion(work, before, { to: 'rejected', reason, note });
  const { program, partner, customer } = await conversionCircle(work.tx, after);
  const told = { conversion: after, partner, customer, qualified: nothingQualified };
  tellRejected(work, told, { reason, previous_state: before.state });

  // What others had of it before was taken back when it was given to this partner.
  const lines = (await listCommissionsOf(work.tx, after.id)).filter(
    ({ partnerId }) => partnerId === after.partnerId,
  );
  const { voided, posted } = await takeBackEarnings(work, lines, 'conversion_rejected');
  for (const { id, reason: reasonBefore } of voided) {
    await markRejection(work.tx, id, { what: 'voided', reasonBefore });
  }
  for (const { id } of posted) await markRejection(work.tx, id, { what: 'posted' });
  if (customer && customer.firstPurchaseAt === after.occurredAt) {
    await recountFirstPurchase(work.tx, customer.id);
  }
  if (partner) await countVolume(work, { program, partner, before, after });
  return after;
};
