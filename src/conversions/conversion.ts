import type { AttributionMethod, AttributionReason, Candidate } from '../attribution/attribution.ts';
import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import type {
  ClickId,
  ConversionId,
  CustomerId,
  GroupId,
  LinkId,
  PartnerId,
  ProgramId,
  PromoCodeId,
  ReferralId,
} from '../core/ids.ts';
import { defineTransitions } from '../core/transitions.ts';
import type { AttributionModel, AttributionPolicy } from '../programs/program.ts';
import type { RefundStatus } from '../refunds/refund.ts';
import type { SubIds, TrackedItem, TrackedMoney } from './track-request.ts';

export const conversionTransitions = defineTransitions('conversion', {
  in_review: ['qualified', 'rejected'],
  qualified: ['rejected'],
  rejected: ['qualified'],
});
export type ConversionState = keyof typeof conversionTransitions.table;

/** Why a person may reject a conversion. */
export const personalRejectionReasons = [
  'fraud',
  'duplicate',
  'test_order',
  'invalid',
  'not_eligible',
  'terms_violated',
  'customer_canceled',
  'other',
] as const;

/** Why a conversion is rejected: by a person, or because of the state of the partner who won it. */
export const rejectionReasons = [
  ...personalRejectionReasons,
  'partner_suspended',
  'partner_terminated',
] as const;
export type RejectionReason = (typeof rejectionReasons)[number];

/** The terms under which it was decided who earns a conversion, as they stood then. */
export interface DecisionTerms {
  readonly attributionPolicy: AttributionPolicy;
  readonly attributionModel: AttributionModel;
  readonly windowDays: number;
  readonly couponOverridesReferral: boolean;
  readonly newCustomersOnly: boolean;
  readonly hasBoughtBefore: boolean;
  /** The group of the partner whose it is. */
  readonly groupId: GroupId | null;
}

/** Facts that explain a conversion and travel with its events; nothing decides by them later. */
export interface ConversionFacts extends SubIds {
  readonly linkId: LinkId | null;
  readonly promoCode: string | null;
  /** Where the winning click came from: the referrer's host, else the link's slug. */
  readonly source: string | null;
  readonly country: string | null;
  readonly plan: string | null;
  /** What the merchant says; null when they say nothing. */
  readonly isNewCustomer: boolean | null;
  readonly terms: DecisionTerms;
  readonly items: readonly TrackedItem[];
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/** Something a customer did that may earn a partner a commission. */
export interface Conversion {
  readonly seq: number;
  readonly id: ConversionId;
  readonly programId: ProgramId;
  readonly type: string;
  readonly state: ConversionState;
  readonly customerId: CustomerId | null;
  readonly referralId: ReferralId | null;
  readonly partnerId: PartnerId | null;
  readonly orderId: string | null;
  /** Null for a signup. */
  readonly currency: Currency | null;
  readonly amountMinor: number;
  readonly taxMinor: number;
  readonly shippingMinor: number;
  readonly discountMinor: number;
  /** What commissions are computed from: the amount without tax and shipping, unless the program says otherwise. */
  readonly baseMinor: number;
  /** Given back so far, in minor units of the amount; follows from the refunds. */
  readonly refundedMinor: number;
  readonly refundStatus: RefundStatus;
  readonly method: AttributionMethod;
  readonly reason: AttributionReason;
  /** Why it is rejected; null while it is not. */
  readonly stateReason: RejectionReason | null;
  /** What a person wrote when they last moved it. */
  readonly stateNote: string | null;
  readonly candidates: readonly Candidate[];
  readonly clickId: ClickId | null;
  readonly promoCodeId: PromoCodeId | null;
  readonly facts: ConversionFacts;
  readonly idempotencyKey: string | null;
  readonly occurredAt: Instant;
  readonly receivedAt: Instant;
  readonly updatedAt: Instant;
  readonly rowVersion: number;
}

/** Attributed means that a partner won it, whether or not they may earn. */
export const isAttributed = (conversion: Pick<Conversion, 'partnerId'>): boolean =>
  conversion.partnerId !== null;

/** The commissionable part of a charge; never below zero. */
export const baseMinorOf = (
  charged: TrackedMoney,
  program: { baseIncludesTax: boolean; baseIncludesShipping: boolean },
): number =>
  Math.max(
    0,
    charged.amountMinor -
      (program.baseIncludesTax ? 0 : charged.taxMinor) -
      (program.baseIncludesShipping ? 0 : charged.shippingMinor),
  );
