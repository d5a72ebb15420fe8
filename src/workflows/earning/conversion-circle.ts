import type { Conversion } from '../../conversions/conversion.ts';
import { invariant } from '../../core/errors.ts';
import { findCustomerById } from '../../customers/customer.store.ts';
import type { Customer } from '../../customers/customer.ts';
import type { Db } from '../../database/work.ts';
import { findPartner } from '../../partners/partner.store.ts';
import type { Partner } from '../../partners/partner.ts';
import { findProgram } from '../../programs/program.store.ts';
import type { Program } from '../../programs/program.ts';
import { findReferral } from '../../referrals/referral.store.ts';
import type { Referral } from '../../referrals/referral.ts';

/** Everybody around a stored conversion. */
export interface ConversionCircle {
  readonly program: Program;
  readonly partner: Partner | null;
  readonly customer: Customer | null;
  readonly referral: Referral | null;
}

export const conversionCircle = async (
  db: Db,
  { id, programId, partnerId, customerId, referralId }: Conversion,
): Promise<ConversionCircle> => {
  const program = await findProgram(db, programId);
  invariant(program, `the program of conversion ${id} is there`);
  return {
    program,
    partner: (partnerId && (await findPartner(db, partnerId))) ?? null,
    customer: (customerId && (await findCustomerById(db, customerId))) ?? null,
    referral: (referralId && (await findReferral(db, referralId))) ?? null,
  };
};
