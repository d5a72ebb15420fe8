import type { TrackRequest } from '../../conversions/track-request.ts';
import type { ProgramId } from '../../core/ids.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import { completeCustomer, findCustomer, insertCustomer } from '../../customers/customer.store.ts';
import { type Customer, hashEmail } from '../../customers/customer.ts';
import type { Db, Work } from '../../database/work.ts';

/** The customer a request speaks of, if we know them already. */
export const findKnownCustomer = async (
  db: Db,
  secrets: SecretBox,
  programId: ProgramId,
  request: TrackRequest,
): Promise<Customer | undefined> => {
  if (request.customerId === null && request.customerEmail === null) return undefined;
  return findCustomer(db, programId, identityOf(secrets, request));
};

/** The customer a request speaks of, made when they are new; null when it names nobody. */
export const identifyCustomer = async (
  work: Work,
  secrets: SecretBox,
  programId: ProgramId,
  request: TrackRequest,
): Promise<Customer | null> => {
  if (request.customerId === null && request.customerEmail === null) return null;
  const identity = identityOf(secrets, request);
  const known = await findCustomer(work.tx, programId, identity);
  if (known) return completeCustomer(work, known, { ...identity, name: request.customerName });
  return insertCustomer(work, programId, { ...identity, name: request.customerName });
};

const identityOf = (secrets: SecretBox, request: TrackRequest) => ({
  externalId: request.customerId,
  emailHash: request.customerEmail === null ? null : hashEmail(secrets, request.customerEmail),
});
