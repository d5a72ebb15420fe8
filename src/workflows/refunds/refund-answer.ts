import type { z } from 'zod';
import { listCommissionsOf } from '../../commissions/commission.store.ts';
import { findConversion } from '../../conversions/conversion.store.ts';
import type { Conversion } from '../../conversions/conversion.ts';
import { AttributionView, ConversionView } from '../../conversions/conversion.view.ts';
import { invariant } from '../../core/errors.ts';
import type { Db } from '../../database/work.ts';
import { kindUndoneBy, type Refund } from '../../refunds/refund.ts';
import { RefundView, toRefundView } from '../../refunds/refund.view.ts';
import { TrackAnswerView, trackAnswer } from '../tracking/track-answer.ts';

/** The answer to a refund: that of its sale as it is by now, beside the refund; bare while the sale is not known. */
export const RefundAnswerView = TrackAnswerView.extend({
  id: TrackAnswerView.shape.id.nullable().describe('The conversion; null while the refund waits for it.'),
  type: TrackAnswerView.shape.type.nullable(),
  attribution: AttributionView.nullable(),
  conversion: ConversionView.nullable(),
  commissions: TrackAnswerView.shape.commissions.describe(
    'Every line that the conversion earned, clawbacks and restores included.',
  ),
  refund: RefundView,
}).meta({ id: 'RefundAnswer' });
export type RefundAnswer = z.input<typeof RefundAnswerView>;

/** Written from what is stored, so that it can be told again after its text was purged. */
export const refundAnswer = async (
  db: Db,
  refund: Refund,
  warnings: readonly string[],
): Promise<RefundAnswer> => {
  const conversion = refund.conversionId === null ? undefined : await findConversion(db, refund.conversionId);
  if (refund.conversionId === null) return waitingAnswer(refund, warnings);
  invariant(conversion, `the conversion of refund ${refund.id} is there`);
  const commissions = await listCommissionsOf(db, conversion.id);
  const answer = trackAnswer(conversion, commissions, [...warnings, ...cutWarnings(refund, conversion)]);
  return { ...answer, refund: toRefundView(refund) };
};

const waitingAnswer = (refund: Refund, warnings: readonly string[]): RefundAnswer => ({
  id: null,
  type: null,
  replayed: false,
  attributed: false,
  attribution: null,
  referral_id: null,
  conversion: null,
  commissions: [],
  warnings: [...warnings, 'no sale of this order is known yet; the refund is applied when it comes'],
  refund: toRefundView(refund),
});

const cutWarnings = (refund: Refund, { amountMinor }: Conversion): string[] => {
  const undoneKind = kindUndoneBy(refund.kind);
  if (refund.state === 'parked') {
    return [`no ${undoneKind} with this refund_id is known yet; it is undone when it comes`];
  }
  const asked = refund.amountMinor;
  if (asked === null || refund.appliedMinor >= asked) return [];
  return [
    `amount was cut to what remains of the ${amountMinor} charged: ${refund.appliedMinor} of the ${asked} asked for`,
  ];
};
