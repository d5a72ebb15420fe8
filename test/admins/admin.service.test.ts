import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createAdmin, createFirstAdmin } from '../../src/admins/admin.service.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';

let fixture: TestApp;
beforeAll(async () => {
  fixture = await createTestApp();
});
afterAll(() => fixture.close());

const input = { email: 'ann@example.com', name: 'Ann', passwordHash: 'hash' };

test('makes an owner while there is no admin, and nobody afterwards', async () => {
  const { app } = fixture;
  const first = await app.transact(testOrigin, (work) => createFirstAdmin(work, input));
  expect(first).toMatchObject({ email: 'ann@example.com', role: 'owner', createdAt: app.clock.now() });
  const other = { ...input, email: 'bob@example.com' };
  expect(await app.transact(testOrigin, (work) => createFirstAdmin(work, other))).toBeUndefined();
  expect(await app.read.selectFrom('admins').select('email').execute()).toEqual([
    { email: 'ann@example.com' },
  ]);
});

test('refuses an email that is taken, naming the field', async () => {
  const again = { ...input, email: 'ANN@example.com', role: 'viewer' as const };
  await expect(fixture.app.transact(testOrigin, (work) => createAdmin(work, again))).rejects.toMatchObject({
    code: 'already_exists',
    errors: [{ path: 'email', message: 'belongs to another admin' }],
  });
});

test('refuses what is no email and a name that is empty', async () => {
  const attempt = (fields: Partial<typeof input>) =>
    fixture.app.transact(testOrigin, (work) => createAdmin(work, { ...input, role: 'admin', ...fields }));
  await expect(attempt({ email: 'ann@nowhere' })).rejects.toMatchObject({ code: 'invalid_request' });
  await expect(attempt({ email: 'new@example.com', name: '  ' })).rejects.toMatchObject({
    code: 'invalid_request',
  });
});
