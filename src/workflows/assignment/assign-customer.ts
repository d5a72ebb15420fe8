import { invariant } from '../../core/errors.ts';
import type { Customer } from '../../customers/customer.ts';
import type { Work } from '../../database/work.ts';
import { recordEvent } from '../../events/record.ts';
import { findProgram } from '../../programs/program.store.ts';
import { referralData } from '../../referrals/referral.events.ts';
import { findLiveReferral, moveReferral } from '../../referrals/referral.store.ts';
import type { Referral } from '../../referrals/referral.ts';
import { type AssignmentOrder, assignableTo, assignmentCandidate } from './assignable-partner.ts';
import { insertManual } from './refer-assigned.ts';

/**
 * Binds a customer to a partner by a person's decision, or to nobody. It stands above all that later conversions bring
 * along, for as long as referrals of the program bind; what was sold before stays whose it is. For the partner who
 * has the customer already nothing happens.
 *
 * @returns the referral that binds the customer now; null when none does
 * @throws DomainError `invalid_request` for a partner of another program, `conflict` for one who may not earn
 */
export const assignCustomer = async (
  work: Work,
  customer: Customer,
  order: AssignmentOrder,
): Promise<Referral | null> => {
  const partner = order.partnerId && (await assignableTo(work.tx, customer.programId, order.partnerId));
  const live = (await findLiveReferral(work.tx, customer.id)) ?? null;
  const hasEnded = live !== null && live.expiresAt !== null && live.expiresAt <= work.now;
  if (live !== null && live.partnerId === order.partnerId && !hasEnded) return live;
  if (live !== null) {
    const to = hasEnded ? 'expired' : 'void';
    await moveReferral(work.tx, live.id, { from: live.state, to, now: work.now });
  }
  if (!partner) return null;
  const program = await findProgram(work.tx, customer.programId);
  invariant(program, `the program of customer ${customer.id} is there`);
  const candidates = [assignmentCandidate(work, order)];
  const referral = await insertManual(work, program, customer, {
    ...{ partner, candidates, occurredAt: work.now },
  });
  recordEvent(work, 'referral.created', {
    ...{ programId: program.id, partnerId: partner.id, entityId: referral.id },
    data: referralData(referral, partner, customer, null),
  });
  return referral;
};
