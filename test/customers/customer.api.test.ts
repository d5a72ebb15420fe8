import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { ProgramId } from '../../src/core/ids.ts';
import { insertCustomer } from '../../src/customers/customer.store.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';

let app: TestApp;
let programId: ProgramId;
beforeEach(async () => {
  app = await createTestApp();
  programId = (await app.build.program()).id as ProgramId;
});
afterEach(() => app.close());

const insert = (externalId: string | null, emailHash: string | null = null) =>
  app.app.transact(testOrigin, (work) =>
    insertCustomer(work, programId, { externalId, emailHash, name: null }),
  );

describe('a customer through the API', () => {
  test('shows whether an address is known, and never its hash', async () => {
    const { id } = await insert('u-1', 'a'.repeat(32));
    const { status, body } = await app.call<unknown>('GET', `/api/v1/customers/${id}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      id,
      program_id: programId,
      external_id: 'u-1',
      name: null,
      email_known: true,
      first_purchase_at: null,
      created_at: '2026-05-15T12:00:00.000Z',
      updated_at: '2026-05-15T12:00:00.000Z',
    });
  });

  test('is found by the external id', async () => {
    await insert('u-1');
    const { id } = await insert('u&2');
    const { body } = await app.call('GET', `/api/v1/customers?program_id=${programId}&external_id=u%262`);
    expect(body.data.map((customer) => customer.id)).toEqual([id]);
  });

  test('is on one page of the list, newest first', async () => {
    const ids = [(await insert('u-1')).id, (await insert('u-2')).id, (await insert(null, 'h')).id];
    const first = await app.call('GET', '/api/v1/customers?limit=2');
    const second = await app.call('GET', `/api/v1/customers?limit=2&cursor=${first.body.next_cursor}`);
    const seen: string[] = [...first.body.data, ...second.body.data].map(({ id }) => id);
    expect(seen).toEqual(ids.toReversed());
    expect(second.body.next_cursor).toBeNull();
  });

  test('does not exist for the key of another program', async () => {
    const { id } = await insert('u-1');
    const key = await app.build.key({ scopes: ['read'], programId: (await app.build.program()).id });
    expect((await app.call('GET', `/api/v1/customers/${id}`, { key })).status).toBe(404);
    expect((await app.call('GET', '/api/v1/customers', { key })).body.data).toEqual([]);
    expect((await app.call('GET', `/api/v1/customers?program_id=${programId}`, { key })).status).toBe(404);
  });
});
