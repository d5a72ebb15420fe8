import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { hourMs, minuteMs } from '../../src/core/clock.ts';
import { makeAdmin, testPassword as password } from '../support/admins.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Visitor, visit } from '../support/visitor.ts';

let app: TestApp;
const email = 'ann@example.com';

beforeAll(async () => {
  app = await createTestApp();
  await makeAdmin(app, { email });
});
afterAll(() => app.close());

const signedIn = async (): Promise<Visitor> => {
  const ann = visit(app);
  expect((await ann.post('/login', { email, password })).status).toBe(303);
  return ann;
};

const isIn = async (visitor: Visitor): Promise<boolean> =>
  (await visitor.get('/admin/programs')).status === 200;

describe('signing in', () => {
  test('leads to where somebody wanted to go, and lets them in', async () => {
    const ann = visit(app);
    const form = await (await ann.get('/login?next=%2Fadmin%2Fprograms%3Fcursor%3Dx')).text();
    expect(form).toContain('value="/admin/programs?cursor=x"');
    const done = await ann.post('/login', { email, password, next: '/admin/programs?cursor=x' });
    expect(done.headers.get('location')).toBe('/admin/programs?cursor=x');
    expect(await isIn(ann)).toBe(true);
  });

  test('leads to the overview in place of another site', async () => {
    const done = await visit(app).post('/login', { email, password, next: '//evil.example/admin' });
    expect(done.headers.get('location')).toBe('/admin');
  });

  test('takes an email in any spelling and a password in one', async () => {
    expect((await visit(app).post('/login', { email: ' ANN@Example.com ', password })).status).toBe(303);
    expect((await visit(app).post('/login', { email, password: `${password} ` })).status).toBe(401);
  });

  test('never takes up a cookie that was there before: the token is another after each step', async () => {
    const ann = visit(app);
    ann.cookies.set('trb_session', 'planted');
    await ann.post('/login', { email, password });
    const first = ann.cookies.get('trb_session');
    expect(first).not.toBe('planted');
    await ann.post('/login', { email, password });
    const thief = visit(app);
    thief.cookies.set('trb_session', first ?? '');
    expect(ann.cookies.get('trb_session')).not.toBe(first);
    expect(await isIn(thief)).toBe(false);
  });

  test('stores of the token its hash alone', async () => {
    const ann = await signedIn();
    const stored = JSON.stringify(await app.app.read.selectFrom('sessions').selectAll().execute());
    expect(stored).not.toContain(ann.cookies.get('trb_session') ?? '?');
  });

  test('sets a cookie that no script reads and no other site sends along', async () => {
    const done = await visit(app).post('/login', { email, password });
    const [cookie = ''] = done.headers.getSetCookie();
    expect(cookie).toMatch(/^trb_session=[0-9a-z]{40}; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('refuses what another site sends', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await visit(app, { headers }).post('/login', { email, password })).status).toBe(403);
    expect((await visit(app, { headers }).post('/logout')).status).toBe(403);
  });

  test('refuses what comes under another name', async () => {
    expect((await visit(app, { headers: { host: 'evil.example' } }).get('/login')).status).toBe(421);
  });

  test.each([
    ['admin', 'admin'],
    ['admin@example.com', 'admin'],
    ['admin', 'umami'],
    ['', ''],
  ])('knows no %s with the password %s', async (someone, secret) => {
    expect((await visit(app).post('/login', { email: someone, password: secret })).status).toBe(401);
  });
});

describe('signing out', () => {
  test('ends the sign-in on the server, too', async () => {
    const ann = await signedIn();
    const token = ann.cookies.get('trb_session') ?? '';
    expect((await ann.post('/logout')).headers.get('location')).toBe('/login?signed_out=1');
    expect(ann.cookies.has('trb_session')).toBe(false);
    ann.cookies.set('trb_session', token);
    expect(await isIn(ann)).toBe(false);
  });

  test('is not done by a link', async () => {
    const ann = await signedIn();
    expect((await ann.get('/logout')).status).toBe(404);
    expect(await isIn(ann)).toBe(true);
  });
});

describe('a sign-in runs out', () => {
  test('after twelve hours without anybody', async () => {
    const ann = await signedIn();
    app.clock.advance(12 * hourMs - minuteMs);
    expect(await isIn(ann)).toBe(true);
    app.clock.advance(12 * hourMs - minuteMs);
    expect(await isIn(ann)).toBe(true);
    app.clock.advance(12 * hourMs);
    expect(await isIn(ann)).toBe(false);
  });

  test('after fourteen days, however busy', async () => {
    const ann = await signedIn();
    for (let hours = 0; hours < 14 * 24; hours += 8) {
      expect(await isIn(ann)).toBe(true);
      app.clock.advance(8 * hourMs);
    }
    expect(await isIn(ann)).toBe(false);
  });
});
