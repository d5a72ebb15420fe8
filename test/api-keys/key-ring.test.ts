import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createApiKey, revokeApiKey } from '../../src/api-keys/api-key.service.ts';
import { createKeyRing, type KeyRing } from '../../src/api-keys/key-ring.ts';
import type { ApiKeyId } from '../../src/core/ids.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';

let app: TestApp;
let ring: KeyRing;
beforeEach(async () => {
  app = await createTestApp();
  ring = createKeyRing({ read: app.app.read, clock: app.clock });
});
afterEach(() => app.close());

const make = () =>
  app.app.transact(testOrigin, (work) =>
    createApiKey(work, { name: 'Shop', scopes: ['track:write', 'track:write'], programId: null }),
  );
const revoke = (id: ApiKeyId, keys: Pick<KeyRing, 'forget'>) =>
  app.app.transact(testOrigin, (work) => revokeApiKey(work, keys, { programId: null }, id));
const request = (authorization?: string, path = '/api/v1/programs') =>
  new Request(`http://localhost${path}`, authorization === undefined ? {} : { headers: { authorization } });
const lastUsed = async (id: ApiKeyId) => {
  const query = app.app.read.selectFrom('api_keys').select('last_used_at').where('id', '=', id);
  return (await query.executeTakeFirstOrThrow()).last_used_at;
};

describe('a key', () => {
  test('is 43 random characters behind its prefix, kept as a hash alone', async () => {
    const { apiKey, secret } = await make();
    expect(secret).toMatch(/^trb_[0-9a-z]{43}$/);
    const row = await app.app.read
      .selectFrom('api_keys')
      .selectAll()
      .where('id', '=', apiKey.id)
      .executeTakeFirstOrThrow();
    expect(row.key_hash).toBe(new Bun.CryptoHasher('sha256').update(secret).digest('hex'));
    expect(JSON.stringify(row)).not.toContain(secret.slice(10));
    expect(secret).toStartWith(row.hint);
  });

  test('names its caller, whatever the case of the scheme', async () => {
    const { apiKey, secret } = await make();
    const actor = { kind: 'api_key', id: apiKey.id } as const;
    const caller = { actor, scopes: ['track:write'], programId: null } as const;
    expect(await ring.authenticate(request(`Bearer ${secret}`))).toEqual(caller);
    expect(await ring.authenticate(request(`bearer  ${secret}`))).toEqual(caller);
  });

  test('is answered the same way when missing, malformed, unknown or revoked', async () => {
    const { apiKey, secret } = await make();
    await revoke(apiKey.id, ring);
    const wrong = [
      undefined,
      '',
      'Bearer',
      secret,
      `Basic ${secret}`,
      'Bearer trb_short',
      `Bearer ${secret} ${secret}`,
      `Bearer trb_${'0'.repeat(43)}`,
      `Bearer ${secret}`,
    ];
    const refusals = await Promise.all(wrong.map((value) => ring.authenticate(request(value)).catch(String)));
    expect(new Set(refusals).size).toBe(1);
    await expect(ring.authenticate(request())).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('is refused in the address, even beside a good header, and not repeated in the answer', async () => {
    const { secret } = await make();
    for (const path of [`/api/v1/programs?key=${secret}`, `/api/v1/programs?a=1&Bearer%20${secret}`]) {
      const answer = await app.call('GET', path, { key: secret });
      expect(answer.status).toBe(401);
      expect(answer.body.detail).toContain('in the address');
      expect(JSON.stringify(answer.body)).not.toContain(secret);
    }
  });
});

describe('the key ring', () => {
  test('refuses a key from the answer to its revocation on', async () => {
    const { apiKey, secret } = await make();
    await ring.authenticate(request(`Bearer ${secret}`));
    await revoke(apiKey.id, ring);
    await expect(ring.authenticate(request(`Bearer ${secret}`))).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });

  test('believes a revocation by another process within ten seconds', async () => {
    const { apiKey, secret } = await make();
    await ring.authenticate(request(`Bearer ${secret}`));
    await revoke(apiKey.id, { forget: () => undefined });
    app.clock.advance(9_999);
    expect(await ring.authenticate(request(`Bearer ${secret}`))).toMatchObject({
      actor: { id: apiKey.id },
    });
    app.clock.advance(1);
    await expect(ring.authenticate(request(`Bearer ${secret}`))).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });

  test('does not remember a key that was revoked while it was being looked up', async () => {
    const { apiKey, secret } = await make();
    const underWay = ring.authenticate(request(`Bearer ${secret}`));
    ring.forget();
    await underWay;
    await revoke(apiKey.id, { forget: () => undefined });
    await expect(ring.authenticate(request(`Bearer ${secret}`))).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });

  test('stores when a key was last used only when it is flushed, and never an earlier instant', async () => {
    const { apiKey, secret } = await make();
    const first = app.clock.now();
    await ring.authenticate(request(`Bearer ${secret}`));
    expect(await lastUsed(apiKey.id)).toBeNull();
    await ring.flush(app.app.transact);
    expect(await lastUsed(apiKey.id)).toBe(first);

    app.clock.set(first - 60_000);
    await ring.authenticate(request(`Bearer ${secret}`));
    await ring.flush(app.app.transact);
    expect(await lastUsed(apiKey.id)).toBe(first);
  });

  test('keeps what could not be stored for the next flush', async () => {
    const { apiKey, secret } = await make();
    await ring.authenticate(request(`Bearer ${secret}`));
    await expect(ring.flush(() => Promise.reject(new Error('the disk is full')))).rejects.toThrow('full');
    await ring.flush(app.app.transact);
    expect(await lastUsed(apiKey.id)).toBe(app.clock.now());
  });

  test('opens no unit of work when no key was used', async () => {
    await ring.flush(() => Promise.reject(new Error('nothing to store')));
  });
});
