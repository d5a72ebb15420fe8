import type { Instant } from '../core/clock.ts';
import type { Conversion } from './conversion.ts';

/** What a conversion adds to the reports about its partner. */
export interface ConversionFigures {
  readonly signups: number;
  readonly purchases: number;
  /** Net of refunds. */
  readonly revenueMinor: number;
  readonly refunds: number;
  readonly refundedMinor: number;
}

export const noFigures: ConversionFigures = {
  ...{ signups: 0, purchases: 0, revenueMinor: 0, refunds: 0, refundedMinor: 0 },
};

export type CountedFacts = Pick<
  Conversion,
  'type' | 'state' | 'partnerId' | 'currency' | 'amountMinor' | 'refundedMinor'
>;

/**
 * Nothing unless it is qualified and somebody's. A sale that was given back whole is no purchase any more, as in the
 * volume that tiers look at.
 */
export const conversionFigures = (conversion: CountedFacts): ConversionFigures => {
  const { type, state, partnerId, currency, amountMinor, refundedMinor } = conversion;
  if (partnerId === null || state !== 'qualified') return noFigures;
  if (currency === null) return { ...noFigures, signups: type === 'signup' ? 1 : 0 };
  return {
    signups: 0,
    purchases: refundedMinor > 0 && refundedMinor >= amountMinor ? 0 : 1,
    revenueMinor: amountMinor - refundedMinor,
    refunds: refundedMinor > 0 ? 1 : 0,
    refundedMinor,
  };
};

/** The instant it is counted at: that of the sale; one that is told before it happens counts when it is told. */
export const countedAt = ({
  occurredAt,
  receivedAt,
}: Pick<Conversion, 'occurredAt' | 'receivedAt'>): Instant => Math.min(occurredAt, receivedAt);
