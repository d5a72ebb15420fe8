import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await createTestApp();
});
afterEach(() => app.close());

const path = '/api/v1/api-keys';
const create = (body: Record<string, unknown>, key?: string) =>
  app.call<{ id: string; key: string; program_id: string | null }>('POST', path, { body, key });

describe('an API key', () => {
  test('is shown once and works at once', async () => {
    const program = await app.build.program();
    const body = { name: 'Backend', scopes: ['read'], program_id: program.id };
    const created = await create(body);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ ...body, hint: created.body.key.slice(0, 10), revoked_at: null });
    expect((await app.call('GET', '/api/v1/programs', { key: created.body.key })).status).toBe(200);

    const read = await app.call('GET', `${path}/${created.body.id}`);
    const { key, ...known } = created.body;
    expect<unknown>(read.body).toEqual(known);
    expect(JSON.stringify((await app.call('GET', path)).body)).not.toContain(key);
    expect(await app.events()).toEqual([]);
  });

  test('is refused once revoked, and stays on the list', async () => {
    const { id, key } = (await create({ name: 'Backend', scopes: ['read'] })).body;
    expect((await app.call('DELETE', `${path}/${id}`)).status).toBe(204);
    expect((await app.call('GET', '/api/v1/programs', { key })).status).toBe(401);
    app.clock.advance(1_000);
    expect((await app.call('DELETE', `${path}/${id}`)).status).toBe(204);
    expect((await app.call('GET', `${path}/${id}`)).body).toMatchObject({
      revoked_at: '2026-05-15T12:00:00.000Z',
    });
  });

  test.each([
    ['track:write', 'GET', '/api/v1/programs'],
    ['read', 'POST', '/api/v1/programs'],
    ['write', 'GET', path],
    ['payouts', 'POST', path],
  ] as const)('with the scope %s alone may not %s %s', async (scope, method, address) => {
    const key = await app.build.key({ scopes: [scope] });
    const answer = await app.call(method, address, { key, body: method === 'POST' ? {} : undefined });
    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe('forbidden');
  });

  test.each([
    ['name', { scopes: ['read'] }],
    ['scopes', { name: 'A', scopes: [] }],
    ['scopes[0]', { name: 'A', scopes: ['everything'] }],
    ['program_id', { name: 'A', scopes: ['read'], program_id: 'prg_0000000000' }],
    ['key', { name: 'A', scopes: ['read'], key: 'trb_mine' }],
  ])('is refused with a bad %s', async (field, body) => {
    const answer = await app.call('POST', path, { body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error) => error.path)).toEqual([field]);
  });
});

describe('a key of one program', () => {
  test('makes, sees and revokes keys of that program alone', async () => {
    const [own, other] = [await app.build.program(), await app.build.program()];
    const admin = await app.build.key({ scopes: ['admin'], programId: own.id });
    const made = (await create({ name: 'Own', scopes: ['read'] }, admin)).body;
    expect(made.program_id).toBe(own.id);
    const foreign = (await create({ name: 'Foreign', scopes: ['read'], program_id: other.id })).body;

    const refused = await app.call('POST', path, {
      key: admin,
      body: { name: 'Foreign', scopes: ['read'], program_id: other.id },
    });
    expect(refused.body.errors).toMatchObject([{ path: 'program_id' }]);
    const seen = (await app.call('GET', path, { key: admin })).body.data;
    expect(seen.every(({ program_id }) => program_id === own.id)).toBe(true);
    expect((await app.call('GET', `${path}/${foreign.id}`, { key: admin })).status).toBe(404);
    expect((await app.call('DELETE', `${path}/${foreign.id}`, { key: admin })).status).toBe(404);
    expect((await app.call('GET', '/api/v1/programs', { key: foreign.key })).status).toBe(200);
  });
});
