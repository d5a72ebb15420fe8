import { invalidField } from '../../core/errors.ts';
import { completeCustomer, findCustomer, insertCustomer } from '../../customers/customer.store.ts';
import { type Customer, type CustomerIdentity, hashEmail } from '../../customers/customer.ts';
import { recordEvent } from '../../events/record.ts';
import type { CustomerRow } from '../../imports/row-fields.ts';
import { referralData } from '../../referrals/referral.events.ts';
import { referHistoric } from './assign-historic.ts';
import {
  createdAs,
  differs,
  type ImportContext,
  type ImportedRow,
  knownAs,
  memberOf,
  once,
} from './imported-row.ts';

/** A customer, and whose they are since when. */
export const importCustomer = (row: CustomerRow): ImportedRow => ({
  names: async () =>
    once([
      `customer ${row.customer_id}`,
      ...(row.email === undefined ? [] : [`email ${row.email.toLowerCase()}`]),
    ]),
  bringIn: async (context) => {
    const { customer, isNew } = await customerOf(context, row);
    const isReferred = row.partner !== undefined && (await refer(context, customer, row, row.partner));
    return isNew || isReferred ? createdAs(customer.id) : knownAs(customer.id);
  },
});

/** Somebody of whom only the address was known becomes this customer; who is known stays as they are. */
const customerOf = async (
  { work, secrets, program }: ImportContext,
  row: CustomerRow,
): Promise<{ customer: Customer; isNew: boolean }> => {
  const identity: CustomerIdentity = {
    externalId: row.customer_id,
    emailHash: row.email === undefined ? null : hashEmail(secrets, row.email),
  };
  const told = { ...identity, name: row.name ?? null };
  const known = await findCustomer(work.tx, program.id, identity);
  if (known?.externalId === row.customer_id) return { customer: known, isNew: false };
  const customer = known
    ? await completeCustomer(work, known, told)
    : await insertCustomer(work, program.id, told);
  return { customer, isNew: true };
};

/** Answers whether the customer has a new referral. */
const refer = async (
  context: ImportContext,
  customer: Customer,
  row: CustomerRow,
  named: string,
): Promise<boolean> => {
  const { work, program } = context;
  const partner = await memberOf(context, named);
  const occurredAt = row.decided_at ?? work.now;
  if (occurredAt > work.now) throw invalidField('decided_at', 'must not be in the future');
  const referred = await referHistoric(work, program, { customer, partner, occurredAt });
  if (!referred) throw differs('partner', 'is not whose this customer is');
  if (!referred.isNew) return false;
  recordEvent(work, 'referral.created', {
    ...{ programId: program.id, partnerId: partner.id, entityId: referred.referral.id },
    data: referralData(referred.referral, partner, customer, null),
  });
  return true;
};
