import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { ProgramId } from '../../src/core/ids.ts';
import {
  completeCustomer,
  findCustomer,
  findCustomerById,
  insertCustomer,
  markFirstPurchase,
} from '../../src/customers/customer.store.ts';
import { hashEmail } from '../../src/customers/customer.ts';
import type { Work } from '../../src/database/work.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';

let app: TestApp;
let programId: ProgramId;
beforeEach(async () => {
  app = await createTestApp();
  programId = (await app.build.program()).id as ProgramId;
});
afterEach(() => app.close());

const change = <T>(unit: (work: Work) => Promise<T>) => app.app.transact(testOrigin, unit);
const told = (externalId: string | null, email: string | null = null, name: string | null = null) => ({
  externalId,
  emailHash: email === null ? null : hashEmail(app.app.secrets, email),
  name,
});
const insert = (...who: Parameters<typeof told>) =>
  change((work) => insertCustomer(work, programId, told(...who)));
const find = (...who: Parameters<typeof told>) => findCustomer(app.app.read, programId, told(...who));

describe('who a customer is', () => {
  test('follows from the external id, within a program', async () => {
    const ann = await insert('u-1');
    expect(await find('u-1')).toMatchObject(ann);
    expect(await find('u-2')).toBeUndefined();
    expect(await find('U-1')).toBeUndefined();
    const other = (await app.build.program()).id as ProgramId;
    expect(await findCustomer(app.app.read, other, told('u-1'))).toBeUndefined();
  });

  test('follows from the address in any case, when nothing better is told', async () => {
    const ann = await insert(null, 'Ann@Example.com');
    expect(await find(null, ' ann@example.COM ')).toMatchObject(ann);
    expect(await find(null, 'bob@example.com')).toBeUndefined();
    expect(await find(null)).toBeUndefined();
  });

  test('follows from the external id when it and the address name two', async () => {
    const ann = await insert('u-1');
    const bob = await insert(null, 'bob@example.com');
    expect(await find('u-1', 'bob@example.com')).toMatchObject(ann);
    expect(await find(null, 'bob@example.com')).toMatchObject(bob);
  });

  test('is not that of another account with the same address', async () => {
    const first = await insert('u-1', 'family@example.com');
    expect(await find('u-2', 'family@example.com')).toBeUndefined();
    const second = await insert('u-2', 'family@example.com');
    expect(await find('u-2', 'family@example.com')).toMatchObject(second);
    expect(await find(null, 'family@example.com')).toMatchObject(first);
  });

  test('is completed when somebody known by an address alone gets an external id', async () => {
    const lead = await insert(null, 'ann@example.com');
    expect(await find('u-1', 'ann@example.com')).toMatchObject(lead);
    app.clock.advance(1_000);
    const completed = await change((work) =>
      completeCustomer(work, lead, told('u-1', 'ann@example.com', 'Ann')),
    );
    expect(completed).toEqual({ ...lead, externalId: 'u-1', name: 'Ann', updatedAt: app.clock.now() });
    expect(await find('u-1')).toMatchObject(completed);
  });

  test('keeps what is known when something else is told', async () => {
    const ann = await insert('u-1', 'ann@example.com', 'Ann');
    expect(await change((work) => completeCustomer(work, ann, told('u-1', 'new@example.com', 'A. B.')))).toBe(
      ann,
    );
  });

  test('is never stored twice under one external id', async () => {
    await insert('u-1');
    await expect(insert('u-1')).rejects.toMatchObject({ code: 'conflict' });
  });
});

test('the address itself is nowhere in the database', async () => {
  await insert('u-1', 'ann@example.com');
  const rows = await app.app.read.selectFrom('customers').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain('example.com');
  expect(rows[0]?.email_hash).toMatch(/^[0-9a-f]{32}$/);
});

test('the first purchase is the earliest one, in whatever order purchases are told', async () => {
  const { id } = await insert('u-1');
  const firstAfter = async (occurredAt: number) => {
    await change((work) => markFirstPurchase(work.tx, id, occurredAt));
    return (await findCustomerById(app.app.read, id))?.firstPurchaseAt;
  };
  expect(await firstAfter(2_000)).toBe(2_000);
  expect(await firstAfter(3_000)).toBe(2_000);
  expect(await firstAfter(1_000)).toBe(1_000);
});
