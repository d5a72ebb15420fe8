import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { amountView, idView, isoTime, toIsoOrNull } from '../http/views.ts';
import { type Refund, refundKinds, refundTransitions } from './refund.ts';

export const RefundView = z
  .strictObject({
    id: idView('rfd'),
    program_id: idView('prg'),
    conversion_id: idView('cnv').nullable().describe('Null while it waits for its sale.'),
    order_id: z.string().nullable().describe('The order that it named.'),
    refund_id: z.string().describe('Your id of it; ours when you gave none. What undoes it repeats it.'),
    kind: z.enum(refundKinds),
    state: z
      .enum(refundTransitions.states)
      .describe('parked: told before its sale, or before what it undoes; applied as soon as that comes.'),
    amount: amountView
      .nullable()
      .describe('As asked for; else what it came to. Null while that is not known.'),
    currency: z.string().nullable(),
    applied_amount: amountView.describe(
      'What it takes of the charge; negative for what gives back. All refunds of a conversion sum to its refunded_amount.',
    ),
    reason: z.string().nullable(),
    occurred_at: isoTime,
    received_at: isoTime,
    applied_at: isoTime.nullable(),
  })
  .meta({ id: 'Refund' });

export const toRefundView = (refund: Refund): z.input<typeof RefundView> => ({
  id: refund.id,
  program_id: refund.programId,
  conversion_id: refund.conversionId,
  order_id: refund.orderReference,
  refund_id: refund.refundId,
  kind: refund.kind,
  state: refund.state,
  amount: refund.amountMinor ?? (refund.state === 'applied' ? Math.abs(refund.appliedMinor) : null),
  currency: refund.currency,
  applied_amount: refund.appliedMinor,
  reason: refund.reason,
  occurred_at: toIso(refund.occurredAt),
  received_at: toIso(refund.receivedAt),
  applied_at: toIsoOrNull(refund.appliedAt),
});
