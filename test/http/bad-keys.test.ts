import { afterAll, describe, expect, test } from 'bun:test';
import { allows, type Scope, scopes } from '../../src/http/scopes.ts';
import { createTestApp } from '../support/app.ts';
import { addressOf } from '../support/route-samples.ts';

/** Every route, asked by everybody who may not. */
const app = await createTestApp();
await app.build.program();
afterAll(() => app.close());

const revoked = await app.build.key({ scopes, name: 'Revoked' });
const { data } = (await app.call('GET', '/api/v1/api-keys')).body;
const { id } = data.find(({ name }) => name === 'Revoked') ?? {};
await app.call('DELETE', `/api/v1/api-keys/${id}`);

const keyOf: Partial<Record<Scope, string>> = {};
for (const scope of scopes) keyOf[scope] = await app.build.key({ scopes: [scope] });

const routes = app.routes.map((route) => ({ name: `${route.method} ${route.path}`, route }));

describe.each(routes)('$name', ({ route }) => {
  // A body that could not be read: who has no business here learns nothing about it.
  const raw = route.body ? '{"broken' : undefined;
  const ask = (key: string | null, address = addressOf(route), headers = {}) =>
    app.call(route.method, address, { key, raw, headers });

  test('answers 401 without a key and to keys that are unknown, malformed or revoked', async () => {
    const wrong = [null, `trb_${'0'.repeat(43)}`, 'trb_short', 'Bearer', revoked];
    for (const key of wrong) {
      const answer = await ask(key);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toStartWith('Bearer');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('x-request-id')).toBe(answer.body.request_id as string);
    }
  });

  test('answers 401 to a key in the address', async () => {
    const answer = await ask(app.key, `${addressOf(route)}?api_key=${app.key}`);
    expect(answer.status).toBe(401);
  });

  test('answers 403 to a key without the scope, naming it', async () => {
    for (const scope of scopes.filter((held) => !allows([held], route.scope))) {
      const answer = await ask(keyOf[scope] ?? null);
      expect(answer.status).toBe(403);
      expect(answer.body.detail).toContain(route.scope);
    }
  });
});

test('no key is ever logged', () => {
  expect(app.logged).toEqual([]);
});
