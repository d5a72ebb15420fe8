import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { makeAdmin, testPassword as password } from '../support/admins.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { visit } from '../support/visitor.ts';

const email = 'ann@example.com';

describe('on https', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp({ config: { baseUrl: 'https://partners.example.com' } });
    await makeAdmin(app, { email });
  });
  afterAll(() => app.close());

  test('the cookie is for this host alone and never travels unprotected', async () => {
    const done = await visit(app).post('/login', { email, password });
    const [cookie = ''] = done.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-trb_session=[0-9a-z]{40}; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  });

  test('a cookie without that protection lets nobody in', async () => {
    const ann = visit(app);
    await ann.post('/login', { email, password });
    const token = ann.cookies.get('__Host-trb_session') ?? '';
    const thief = visit(app);
    thief.cookies.set('trb_session', token);
    expect((await thief.get('/admin/account')).status).toBe(303);
  });

  test('passkeys are offered for the host of the configuration', async () => {
    const answer = await visit(app).get('/login');
    const html = await answer.text();
    expect(html).toContain('&quot;rpId&quot;:&quot;partners.example.com&quot;');
    expect(html).toContain('&quot;userVerification&quot;:&quot;required&quot;');
    expect(html).not.toContain('not encrypted');
    expect(answer.headers.getSetCookie()[0]).toStartWith('__Host-trb_passkey=');
  });

  test('an answer to no challenge of ours, or to that of another browser, lets nobody in', async () => {
    const credential = JSON.stringify({ id: 'AAAA', rawId: 'AAAA', type: 'public-key', response: {} });
    for (const cookie of [undefined, 'made-up', 'v1.AAAA.AAAA.AAAA']) {
      const eve = visit(app);
      if (cookie !== undefined) eve.cookies.set('__Host-trb_passkey', cookie);
      expect((await eve.post('/login/passkey', { credential })).status).toBe(401);
    }
    const ann = visit(app);
    await ann.get('/login');
    for (const text of [credential, 'no json', '{}', '']) {
      expect((await ann.post('/login/passkey', { credential: text })).status).toBe(401);
    }
  });
});

test('over plain http in a network somebody is told that others can read along', async () => {
  const app = await createTestApp({ config: { baseUrl: 'http://192.168.1.20:3000' } });
  await makeAdmin(app, { email });
  const answer = await visit(app).get('/login');
  const html = await answer.text();
  expect(html).toContain('not encrypted');
  expect(html).not.toContain('data-passkey=');
  const done = await visit(app).post('/login', { email, password });
  expect(done.headers.getSetCookie()[0]).toMatch(/^trb_session=/);
  await app.close();
});
