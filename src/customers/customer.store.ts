import type { Selectable } from 'kysely';
import type { Instant } from '../core/clock.ts';
import { DomainError } from '../core/errors.ts';
import type { CustomerId, ProgramId } from '../core/ids.ts';
import type { Schema } from '../database/schema.ts';
import { command, statement } from '../database/statement.ts';
import type { Db, Tx, Work } from '../database/work.ts';
import { type Customer, type CustomerIdentity, missingFacts } from './customer.ts';

type Row = Selectable<Schema['customers']>;

export interface ListedCustomer extends Customer {
  readonly seq: number;
}

/**
 * The customer an external id or the hash of an email address names.
 *
 * The external id wins: it is the merchant's own key, an address may be shared. With an external id that is new,
 * only a customer who has none yet is taken for the same person by the address; with the address alone, the first
 * who gave it.
 */
export const findCustomer = async (
  db: Db,
  programId: ProgramId,
  { externalId, emailHash }: CustomerIdentity,
): Promise<Customer | undefined> => {
  if (externalId !== null) {
    const [row] = await byExternalId(db, { programId, externalId });
    if (row) return toCustomer(row);
  }
  if (emailHash === null) return undefined;
  const find = externalId === null ? byEmail : byEmailAlone;
  const [row] = await find(db, { programId, emailHash });
  return row && toCustomer(row);
};

const byExternalId = statement<{ programId: ProgramId; externalId: string }, Row>((db, arg) =>
  db
    .selectFrom('customers')
    .selectAll()
    .where('program_id', '=', arg('programId'))
    .where('external_id', '=', arg('externalId')),
);

const byEmail = statement<{ programId: ProgramId; emailHash: string }, Row>((db, arg) =>
  db
    .selectFrom('customers')
    .selectAll()
    .where('program_id', '=', arg('programId'))
    .where('email_hash', '=', arg('emailHash'))
    .orderBy('seq')
    .limit(1),
);

const byEmailAlone = statement<{ programId: ProgramId; emailHash: string }, Row>((db, arg) =>
  db
    .selectFrom('customers')
    .selectAll()
    .where('program_id', '=', arg('programId'))
    .where('email_hash', '=', arg('emailHash'))
    .where('external_id', 'is', null)
    .orderBy('seq')
    .limit(1),
);

export const findCustomerById = async (db: Db, id: CustomerId): Promise<Customer | undefined> => {
  const [row] = await byId(db, { id });
  return row && toCustomer(row);
};

const byId = statement<{ id: CustomerId }, Row>((db, arg) =>
  db.selectFrom('customers').selectAll().where('id', '=', arg('id')),
);

/** @throws DomainError `conflict` when another unit has just stored the same external id; a repeat finds it. */
export const insertCustomer = async (
  work: Work,
  programId: ProgramId,
  told: CustomerIdentity & { readonly name: string | null },
): Promise<Customer> => {
  const customer: Customer = {
    id: work.ids.mint('cus'),
    programId,
    externalId: told.externalId,
    emailHash: told.emailHash,
    name: told.name,
    firstPurchaseAt: null,
    createdAt: work.now,
    updatedAt: work.now,
  };
  if ((await insert(work.tx, { ...customer, now: work.now })) === 0) {
    throw new DomainError('conflict', 'This customer is being created by another request. Send it again.');
  }
  return customer;
};

type NewRow = CustomerIdentity & { id: CustomerId; programId: ProgramId; name: string | null; now: Instant };

const insert = command<NewRow>((tx, arg) =>
  tx
    .insertInto('customers')
    .values({
      id: arg('id'),
      program_id: arg('programId'),
      external_id: arg('externalId'),
      email_hash: arg('emailHash'),
      name: arg('name'),
      first_purchase_at: null,
      created_at: arg('now'),
      updated_at: arg('now'),
    })
    .onConflict((conflict) => conflict.columns(['program_id', 'external_id']).doNothing()),
);

/** Adds what was not known before: the external id of somebody who had only an address, an address, a name. */
export const completeCustomer = async (
  work: Work,
  customer: Customer,
  told: CustomerIdentity & { readonly name: string | null },
): Promise<Customer> => {
  const missing = missingFacts(customer, told);
  if (Object.keys(missing).length === 0) return customer;
  const completed = { ...customer, ...missing, updatedAt: work.now };
  await work.tx
    .updateTable('customers')
    .set({
      external_id: completed.externalId,
      email_hash: completed.emailHash,
      name: completed.name,
      updated_at: completed.updatedAt,
    })
    .where('id', '=', customer.id)
    .execute();
  return completed;
};

/** Remembers the earliest qualified purchase, in whatever order purchases are told. */
export const markFirstPurchase = async (tx: Tx, id: CustomerId, occurredAt: Instant): Promise<void> => {
  await setFirstPurchase(tx, { id, occurredAt });
};

const setFirstPurchase = command<{ id: CustomerId; occurredAt: Instant }>((tx, arg) =>
  tx
    .updateTable('customers')
    .set({ first_purchase_at: arg('occurredAt') })
    .where('id', '=', arg('id'))
    .where((where) =>
      where.or([where('first_purchase_at', 'is', null), where('first_purchase_at', '>', arg('occurredAt'))]),
    ),
);

/** Looks the earliest qualified purchase up again, after one of them was rejected. */
export const recountFirstPurchase = async (tx: Tx, id: CustomerId): Promise<void> => {
  await tx
    .updateTable('customers')
    .set(({ selectFrom }) => ({
      first_purchase_at: selectFrom('conversions')
        .select(({ fn }) => fn.min('occurred_at').as('first'))
        .where('customer_id', '=', id)
        .where('state', '=', 'qualified')
        .where('currency', 'is not', null),
    }))
    .where('id', '=', id)
    .execute();
};

export const toCustomer = (row: Row): ListedCustomer => ({
  seq: row.seq,
  id: row.id,
  programId: row.program_id,
  externalId: row.external_id,
  emailHash: row.email_hash,
  name: row.name,
  firstPurchaseAt: row.first_purchase_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
