import type { Instant } from '../core/clock.ts';
import type { CustomerId, ProgramId } from '../core/ids.ts';
import type { SecretBox } from '../core/secret-box.ts';

/** Somebody who buys from the merchant. We keep their name if told, never their address: only a keyed hash of it. */
export interface Customer {
  readonly id: CustomerId;
  readonly programId: ProgramId;
  /** The merchant's own id, unique in the program; null while only an email address is known. */
  readonly externalId: string | null;
  readonly emailHash: string | null;
  readonly name: string | null;
  /** `occurred_at` of the earliest qualified purchase: durations of recurring rules run from it. */
  readonly firstPurchaseAt: Instant | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** What a request may say about who the customer is. */
export interface CustomerIdentity {
  readonly externalId: string | null;
  readonly emailHash: string | null;
}

/** Equal for every spelling of an address that differs in case alone. */
export const hashEmail = (secrets: Pick<SecretBox, 'hash'>, email: string): string =>
  secrets.hash('email', email.trim().toLowerCase());

/**
 * What a known customer lacks and a request tells. What is known stays as it is: an address or a name that
 * differs may belong to a colleague at the same company.
 */
export const missingFacts = (
  customer: Customer,
  told: CustomerIdentity & { readonly name: string | null },
): Partial<Pick<Customer, 'externalId' | 'emailHash' | 'name'>> => ({
  ...(customer.externalId === null && told.externalId !== null && { externalId: told.externalId }),
  ...(customer.emailHash === null && told.emailHash !== null && { emailHash: told.emailHash }),
  ...(customer.name === null && told.name !== null && { name: told.name }),
});

/** What the events of other nouns say about the customer they belong to. */
export const customerSummary = (customer: Customer) => ({
  id: customer.id,
  external_id: customer.externalId,
});
