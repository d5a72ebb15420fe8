import type { NewCommission } from '../../commissions/commission.store.ts';
import type { NewConversion } from '../../conversions/conversion.store.ts';
import { markFirstPurchase } from '../../customers/customer.store.ts';
import type { Customer } from '../../customers/customer.ts';
import type { Work } from '../../database/work.ts';
import type { Partner } from '../../partners/partner.ts';
import type { Program } from '../../programs/program.ts';
import type { Referral } from '../../referrals/referral.ts';
import { convertReferral } from '../tracking/refer-customer.ts';
import { earnCommissions } from './earn-commissions.ts';

/** A conversion that is qualified in this unit, with all that is around it. */
export interface QualificationCase {
  readonly program: Program;
  readonly conversion: NewConversion;
  readonly partner: Partner | null;
  readonly customer: Customer | null;
  /** The referral it belongs to. */
  readonly referral: Referral | null;
}

/** What followed. */
export interface Qualified {
  readonly commissions: readonly NewCommission[];
  /** The referral as this conversion converted it; null when it did not. */
  readonly converted: Referral | null;
}

export const nothingQualified: Qualified = { commissions: [], converted: null };

/**
 * Everything that follows when a conversion is qualified, in the commit that creates it or by a person later: what
 * the partner earns, the customer's first purchase, the referral's conversion. Its callers store
 * the state before, tell the events after (`tellQualified`), and then count the partner's volume (`countVolume`): a
 * promotion is told after what led to it.
 *
 * @param earn how it earns, when it is not by the rules
 */
export const qualifyConversion = async (
  work: Work,
  qualified: QualificationCase,
  earn: typeof earnCommissions = earnCommissions,
): Promise<Qualified> => {
  const { program, conversion, partner, customer, referral } = qualified;
  const recurringStoppedAt = referral?.recurringStoppedAt;
  const commissions = partner
    ? await earn(work, { program, conversion, partner, customer, recurringStoppedAt })
    : [];
  if (customer && isFirstPurchase(customer, conversion)) {
    await markFirstPurchase(work.tx, customer.id, conversion.occurredAt);
  }
  const converted = referral && converts(referral, conversion) ? await convertReferral(work, referral) : null;
  return { commissions, converted };
};

/** Purchases may be told, and qualified, in another order than they were made. */
const isFirstPurchase = ({ firstPurchaseAt }: Customer, { currency, occurredAt }: NewConversion): boolean =>
  currency !== null && (firstPurchaseAt === null || occurredAt < firstPurchaseAt);

/** The first qualified conversion that was paid for. */
const converts = (referral: Referral, conversion: NewConversion): boolean =>
  referral.state === 'lead' && conversion.amountMinor > 0;
