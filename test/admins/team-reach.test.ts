import { afterAll, beforeAll, expect, test } from 'bun:test';
import { makeAdmin } from '../support/admins.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

let app: TestApp;
let key: string;
let adminId: string;

beforeAll(async () => {
  app = await createTestApp();
  adminId = (await makeAdmin(app, { email: 'olga@example.com' })).id;
  const { id: programId } = await app.build.program();
  key = await app.build.key({ scopes: ['admin'], programId });
});
afterAll(() => app.close());

test('a key of one program makes nobody an admin of all of them, and learns of none', async () => {
  const invitation = { email: 'eve@example.com', name: 'Eve', role: 'owner' };
  const { body: open } = await app.call('POST', '/api/v1/invitations', {
    body: { ...invitation, email: 'fay@example.com' },
  });
  const asked = [
    ['GET', '/api/v1/admins'],
    ['GET', `/api/v1/admins/${adminId}`],
    ['PATCH', `/api/v1/admins/${adminId}`, { role: 'viewer' }],
    ['DELETE', `/api/v1/admins/${adminId}`],
    ['GET', '/api/v1/invitations'],
    ['POST', '/api/v1/invitations', invitation],
    ['DELETE', `/api/v1/invitations/${open.id}`],
  ] as const;
  for (const [method, path, body] of asked) {
    const { status } = await app.call(method, path, { key, ...(body && { body }) });
    expect([method, path, status]).toEqual([method, path, 403]);
  }
});
