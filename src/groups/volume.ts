import type { Conversion } from '../conversions/conversion.ts';
import { type Day, dayOf } from '../core/calendar.ts';

/** What about a conversion decides how much it counts for its partner's tier. */
export type CountedConversion = Pick<
  Conversion,
  'id' | 'state' | 'currency' | 'amountMinor' | 'refundedMinor' | 'occurredAt' | 'receivedAt'
>;

export interface Volume {
  readonly conversions: number;
  readonly volumeMinor: number;
}

const nothing: Volume = { conversions: 0, volumeMinor: 0 };

/**
 * What a conversion counts: the amount charged, net of refunds, while it is qualified. One that was given back
 * whole is no conversion any more; a signup is none.
 */
export const volumeOf = (conversion: CountedConversion | null): Volume => {
  if (conversion === null || conversion.state !== 'qualified' || conversion.currency === null) return nothing;
  const { amountMinor, refundedMinor } = conversion;
  const isGivenBack = refundedMinor > 0 && refundedMinor >= amountMinor;
  return { conversions: isGivenBack ? 0 : 1, volumeMinor: amountMinor - refundedMinor };
};

/** The day it counts on: that of the sale; one that is told before it happens counts when it is told. */
export const volumeDay = (
  { occurredAt, receivedAt }: Pick<CountedConversion, 'occurredAt' | 'receivedAt'>,
  timeZone: string,
): Day => dayOf(Math.min(occurredAt, receivedAt), timeZone);
