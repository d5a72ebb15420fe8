import { listCommissionsOf } from '../commissions/commission.store.ts';
import type { Commission } from '../commissions/commission.ts';
import { type CounterLine, rejectionOf } from '../commissions/rejection.ts';
import { markRejection } from '../commissions/rejection-mark.store.ts';
import { moveConversion } from '../conversions/conversion.service.ts';
import type { Conversion, RejectionReason } from '../conversions/conversion.ts';
import { recountFirstPurchase } from '../customers/customer.store.ts';
import type { Work } from '../database/work.ts';
import { changeCommission } from './change-commission.ts';
import { conversionCircle } from './conversion-circle.ts';
import { countVolume } from './count-volume.ts';
import { postCorrection } from './post-correction.ts';
import { nothingQualified } from './qualify-conversion.ts';
import { tellRejected } from './tell-conversion.ts';

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

  const { voided, counters } = rejectionOf(await listCommissionsOf(work.tx, after.id));
  for (const commission of voided) await voidLine(work, commission);
  for (const counter of counters) await takeBack(work, counter);
  if (customer && customer.firstPurchaseAt === after.occurredAt) {
    await recountFirstPurchase(work.tx, customer.id);
  }
  if (partner) await countVolume(work, { program, partner, before, after });
  return after;
};

const voidLine = async (work: Work, commission: Commission): Promise<void> => {
  const { kind, reason } = commission;
  // Why a correction is there at all is what tells it from others of the same commission.
  const isCorrection = kind === 'clawback' || kind === 'restore';
  const change = { voidedAt: work.now, reason: isCorrection ? reason : ('conversion_rejected' as const) };
  await changeCommission(work, commission, change, 'conversion_rejected');
  await markRejection(work.tx, commission.id, { what: 'voided', reasonBefore: reason });
};

const takeBack = async (work: Work, { of, minor }: CounterLine): Promise<void> => {
  const { id } = await postCorrection(work, of, {
    kind: minor < 0 ? 'clawback' : 'restore',
    minor,
    why: 'conversion_rejected',
    refundId: null,
    dueAt: work.now,
    approvedAt: work.now,
    holdReasons: [],
  });
  await markRejection(work.tx, id, { what: 'posted' });
};
