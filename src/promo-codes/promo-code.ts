import type { Instant } from '../core/clock.ts';
import { invalidField } from '../core/errors.ts';
import type { PartnerId, ProgramId, PromoCodeId } from '../core/ids.ts';

/** A code that customers enter at the checkout and that belongs to one partner. */
export interface PromoCode {
  readonly id: PromoCodeId;
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  /** As given; unique in the program by its look-alike key, for ever. */
  readonly code: string;
  /** Valid from this instant on, and before `endsAt`. */
  readonly startsAt: Instant | null;
  readonly endsAt: Instant | null;
  /** What the shop grants for the code, in its own words: told to receivers, never computed with. */
  readonly discountType: string | null;
  /** A decimal number as text: `10.00`. */
  readonly discountValue: string | null;
  /** The shop's or the payment provider's coupon behind the code. */
  readonly couponId: string | null;
  readonly duration: string | null;
  readonly rowVersion: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** A retired code earns nothing and stays taken. */
  readonly archivedAt: Instant | null;
}

/** Every event of a partner carries its codes, so there must be an end to them. */
export const maxPromoCodesPerPartner = 100;

/** @throws DomainError `invalid_request` when the code would end before it starts. */
export const assertPeriod = (code: Pick<PromoCode, 'startsAt' | 'endsAt'>): void => {
  if (code.startsAt !== null && code.endsAt !== null && code.endsAt <= code.startsAt) {
    throw invalidField('ends_at', 'must be after starts_at');
  }
};
