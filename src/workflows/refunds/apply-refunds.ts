import { recordChange } from '../../audit/record.ts';
import { earnedSummary } from '../../commissions/commission.events.ts';
import { listCommissionsOf } from '../../commissions/commission.store.ts';
import { conversionData } from '../../conversions/conversion.events.ts';
import { updateConversionRefunds } from '../../conversions/conversion.store.ts';
import type { Conversion } from '../../conversions/conversion.ts';
import { DomainError } from '../../core/errors.ts';
import { findCustomerById } from '../../customers/customer.store.ts';
import { customerSummary } from '../../customers/customer.ts';
import type { Work } from '../../database/work.ts';
import { recordEvent } from '../../events/record.ts';
import { findPartner } from '../../partners/partner.store.ts';
import { partnerSummary } from '../../partners/partner.ts';
import type { Program } from '../../programs/program.ts';
import { listRefundsOf, updateRefund } from '../../refunds/refund.store.ts';
import type { Refund } from '../../refunds/refund.ts';
import { type Refunded, refundedOf } from '../../refunds/refunded.ts';
import { countVolume } from '../tiers/count-volume.ts';
import { reverseCommissions } from './reverse-commissions.ts';

interface Applied {
  readonly conversion: Conversion;
  /** The refund that was the cause, as it is now. */
  readonly refund: Refund;
}

/**
 * Brings a conversion to what its refunds come to: what each of them takes, what is refunded of the conversion, its
 * commissions, its partner's volume, and the events of it, the conversion's before those of its commissions.
 *
 * @param cause the refund that is new, stored with this conversion
 */
export const applyRefunds = async (
  work: Work,
  program: Program,
  conversion: Conversion,
  cause: Refund,
): Promise<Applied> => {
  const refunds = await listRefundsOf(work.tx, conversion.id);
  const refunded = refundedOf(conversion.amountMinor, refunds);
  const present = refunds.map((refund) => appliedRefund(work, conversion, refunded, refund));
  for (const [index, refund] of present.entries()) {
    if (refund !== refunds[index]) await updateRefund(work.tx, refund);
  }
  const refund = present.find(({ id }) => id === cause.id) ?? cause;
  const { refundedMinor, status: refundStatus } = refunded;
  if (refundedMinor === conversion.refundedMinor && refundStatus === conversion.refundStatus) {
    return { conversion, refund };
  }
  const rowVersion = conversion.rowVersion + 1;
  const after: Conversion = { ...conversion, refundedMinor, refundStatus, rowVersion, updatedAt: work.now };
  if (!(await updateConversionRefunds(work.tx, conversion, after))) throw changedMeanwhile();
  recordChange(work, { id: after.id, programId: after.programId, before: conversion, after });
  await followUp(work, program, conversion, after, refund);
  return { conversion: after, refund };
};

const appliedRefund = (work: Work, conversion: Conversion, refunded: Refunded, refund: Refund): Refund => {
  const appliedMinor = refunded.applied.get(refund.id) ?? 0;
  const state = refunded.waiting.has(refund.id) ? 'parked' : 'applied';
  if (state === refund.state && appliedMinor === refund.appliedMinor) return refund;
  const appliedAt = state === 'applied' ? (refund.appliedAt ?? work.now) : null;
  return { ...refund, state, appliedMinor, appliedAt, currency: conversion.currency };
};

const changedMeanwhile = (): DomainError =>
  new DomainError('conflict', 'This conversion was changed meanwhile. Send the refund again.');

const followUp = async (
  work: Work,
  program: Program,
  before: Conversion,
  after: Conversion,
  cause: Refund,
): Promise<void> => {
  const partner = after.partnerId ? await findPartner(work.tx, after.partnerId) : undefined;
  const customer = after.customerId ? await findCustomerById(work.tx, after.customerId) : undefined;
  const toldBefore = work.events.length;
  await reverseCommissions(work, after, cause);
  if (partner) await countVolume(work, { program, partner, before, after });
  // The conversion is told first, though with what its commissions are worth by now.
  const consequences = work.events.splice(toldBefore);
  const commissions = await listCommissionsOf(work.tx, after.id);
  recordEvent(work, 'conversion.updated', {
    programId: after.programId,
    partnerId: after.partnerId,
    entityId: after.id,
    data: {
      ...conversionData(after, {
        partner: partner ? partnerSummary(partner) : null,
        customer: customer ? customerSummary(customer) : null,
        commissions: commissions.map(earnedSummary),
      }),
      reason: cause.kind,
      changes: changesOf(before, after),
      refund: refundSummary(after, cause),
    },
  });
  work.events.push(...consequences);
};

const changesOf = (before: Conversion, after: Conversion) => ({
  ...(before.refundStatus !== after.refundStatus && {
    refund_status: { from: before.refundStatus, to: after.refundStatus },
  }),
  ...(before.refundedMinor !== after.refundedMinor && {
    refunded_amount: { from: before.refundedMinor, to: after.refundedMinor },
  }),
});

const refundSummary = (conversion: Conversion, refund: Refund) => ({
  id: refund.id,
  refund_id: refund.refundId,
  kind: refund.kind,
  amount: Math.abs(refund.appliedMinor),
  currency: conversion.currency,
  refunded_amount: conversion.refundedMinor,
  status: conversion.refundStatus,
});
