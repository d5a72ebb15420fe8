import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { hourMs, minuteMs } from '../../src/core/clock.ts';
import { storeSightings } from '../../src/sessions/sessions.service.ts';
import { makeAdmin, testPassword as password } from '../support/admins.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Visitor, visit } from '../support/visitor.ts';

let app: TestApp;
let email: string;
let count = 0;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  count += 1;
  email = `ann${count}@example.com`;
  await makeAdmin(app, { email, role: 'viewer' });
});

const signedIn = async (secret = password): Promise<Visitor> => {
  const ann = visit(app, {
    headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
  });
  expect((await ann.post('/login', { email, password: secret })).status).toBe(303);
  return ann;
};

const isIn = async (visitor: Visitor): Promise<boolean> =>
  (await visitor.get('/admin/account')).status === 200;

test('shows who one is, what one proves it with and where one is signed in', async () => {
  const html = await (await (await signedIn()).get('/admin/account')).text();
  expect(html).toContain(email);
  expect(html).toContain('Looks at everything and changes nothing.');
  expect(html).toContain('Firefox on Linux');
  expect(html).toContain('this one');
});

test('one changes the own name, whatever the role', async () => {
  const ann = await signedIn();
  expect((await ann.post('/admin/account', { name: '' })).status).toBe(422);
  expect((await ann.post('/admin/account', { name: 'Ann Ådal' })).status).toBe(303);
  expect(await (await ann.get('/admin/account')).text()).toContain('value="Ann Ådal"');
});

describe('changing the password', () => {
  const next = 'seven slow otters float';

  test('asks for the present one, keeps nothing that was typed, and changes nothing without it', async () => {
    const ann = await signedIn();
    const fields = { current_password: 'not it', password: next };
    const refused = await ann.post('/admin/account/password', fields);
    expect(refused.status).toBe(422);
    const html = await refused.text();
    expect(html).toContain('Your present password: is not right');
    expect(html).not.toContain(next);
    expect(await isIn(await signedIn())).toBe(true);
  });

  test('ends every other sign-in at once, and goes on here under another token', async () => {
    const [ann, elsewhere] = [await signedIn(), await signedIn()];
    const before = ann.cookies.get('trb_session') ?? '';
    const fields = { current_password: password, password: next };
    expect((await ann.post('/admin/account/password', fields)).status).toBe(303);
    expect(ann.cookies.get('trb_session')).not.toBe(before);
    expect(await (await ann.get('/admin/account')).text()).toContain('The password is changed.');
    expect(await isIn(elsewhere)).toBe(false);
    const thief = visit(app);
    thief.cookies.set('trb_session', before);
    expect(await isIn(thief)).toBe(false);
    expect((await visit(app).post('/login', { email, password })).status).toBe(401);
    expect(await isIn(await signedIn(next))).toBe(true);
  });

  test('takes whatever somebody types as a password, and refuses what everybody types', async () => {
    const ann = await signedIn();
    const wild = ' 🦦 grüne Äpfel — und noch vierzig andere Zeichen, ein ganzer Satz davon. ';
    const change = (text: string) =>
      ann.post('/admin/account/password', { current_password: password, password: text });
    expect(await (await change('password123456')).text()).toContain('tried first');
    expect(await (await change('short')).text()).toContain('at least 12 characters');
    expect(await (await change('x'.repeat(1025))).text()).toContain('at most 1024 bytes');
    expect((await change(wild)).status).toBe(303);
    expect(await isIn(await signedIn(wild))).toBe(true);
    expect((await visit(app).post('/login', { email, password: wild.trim() })).status).toBe(401);
  });

  test('is not a way to guess the present one', async () => {
    const ann = await signedIn();
    const guess = () => ann.post('/admin/account/password', { current_password: 'a guess', password: next });
    for (let tries = 0; tries < 5; tries += 1) expect(await (await guess()).text()).toContain('is not right');
    expect(await (await guess()).text()).toContain('was tried too often');
    app.clock.advance(minuteMs);
    expect(await (await guess()).text()).toContain('is not right');
  });
});

test('signs out everywhere else', async () => {
  const [ann, elsewhere] = [await signedIn(), await signedIn()];
  expect((await ann.post('/admin/account/sign-ins')).status).toBe(303);
  expect(await isIn(elsewhere)).toBe(false);
  expect(await (await ann.get('/admin/account')).text()).toContain('Everywhere else you are signed out.');
});

test('when somebody was last seen is stored by a job, not by the page', async () => {
  const lastSeen = async () =>
    (
      await app.app.read
        .selectFrom('admins')
        .select('last_seen_at')
        .where('email', '=', email)
        .executeTakeFirstOrThrow()
    ).last_seen_at;
  const ann = await signedIn();
  const signedInAt = app.clock.now();
  app.clock.advance(hourMs);
  expect(await isIn(ann)).toBe(true);
  expect(await lastSeen()).toBe(signedInAt);
  await storeSightings(app.app.transact, app.app.gate.sightings, 'req_test');
  expect(await lastSeen()).toBe(app.clock.now());
});
