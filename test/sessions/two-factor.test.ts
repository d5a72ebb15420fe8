import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { totpCode } from '../../src/admins/totp.ts';
import { minuteMs, secondMs } from '../../src/core/clock.ts';
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
  await makeAdmin(app, { email });
});

const logIn = async (): Promise<{ ann: Visitor; leadsTo: string | null }> => {
  const ann = visit(app);
  const done = await ann.post('/login', { email, password, next: '/admin/programs' });
  return { ann, leadsTo: done.headers.get('location') };
};

/** The code that an app shows so many steps from now. */
const codeOf = (secret: string, steps = 0): string =>
  totpCode(secret, Math.floor(app.clock.now() / (30 * secondMs)) + steps);

const isIn = async (visitor: Visitor): Promise<boolean> =>
  (await visitor.get('/admin/programs')).status === 200;

interface SetUp {
  readonly ann: Visitor;
  readonly secret: string;
  readonly codes: readonly string[];
  /** What the form brought along. */
  readonly ticket: string;
}

/** Sets the app up as the page says. */
const setUp = async (): Promise<SetUp> => {
  const { ann } = await logIn();
  const page = await (await ann.get('/admin/account/two-factor')).text();
  const secret = (/class="secret">([A-Z2-7 ]+)</.exec(page)?.[1] ?? '').replaceAll(' ', '');
  const ticket = /name="ticket" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const fields = { ticket, code: codeOf(secret), current_password: password };
  const wrong = await ann.post('/admin/account/two-factor', { ...fields, code: '000000' });
  expect(wrong.status).toBe(422);
  const done = await ann.post('/admin/account/two-factor', fields);
  expect(done.status).toBe(200);
  const codes = (await done.text()).match(/\b(?:[0-9a-z]{4}-){3}[0-9a-z]{4}\b/g) ?? [];
  app.clock.advance(minuteMs);
  return { ann, secret, codes: [...new Set(codes)], ticket };
};

describe('an authenticator app', () => {
  test('is asked for at the next sign-in, and every other sign-in has ended', async () => {
    const { ann: elsewhere } = await logIn();
    const { ann, secret, codes } = await setUp();
    expect(codes).toHaveLength(10);
    expect(await isIn(ann)).toBe(true);
    expect(await isIn(elsewhere)).toBe(false);

    const { ann: again, leadsTo } = await logIn();
    expect(leadsTo).toBe('/login/code');
    expect(again.cookies.has('trb_session')).toBe(false);
    expect(await isIn(again)).toBe(false);
    const done = await again.post('/login/code', { code: codeOf(secret) });
    expect(done.headers.get('location')).toBe('/admin/programs');
    expect(await isIn(again)).toBe(true);
  });

  test('is not set up once more while it is on: its codes stay used, the recovery codes good', async () => {
    const { ann, secret, codes, ticket } = await setUp();
    const again = { ticket, code: codeOf(secret), current_password: password };
    const refused = await ann.post('/admin/account/two-factor', again);
    expect(refused.status).toBe(409);
    expect((await refused.text()).replaceAll(' ', '')).not.toContain(secret);

    const { ann: back } = await logIn();
    const entered = await back.post('/login/code', { code: codes[0] ?? '' });
    expect(entered.status).toBe(303);
  });

  test('is kept sealed, and its codes are stored nowhere', async () => {
    const { secret, codes } = await setUp();
    const rows = [
      await app.app.read.selectFrom('admins').selectAll().execute(),
      await app.app.read.selectFrom('recovery_codes').selectAll().execute(),
      await app.app.read.selectFrom('audit_entries').selectAll().execute(),
    ];
    for (const kept of [secret, ...codes]) expect(JSON.stringify(rows)).not.toContain(kept);
  });

  test('has each code taken once, also by two at the same time', async () => {
    const { secret } = await setUp();
    const code = codeOf(secret);
    const [first, second, third] = [await logIn(), await logIn(), await logIn()];
    const answers = await Promise.all([first, second].map(({ ann }) => ann.post('/login/code', { code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 401]);
    expect((await third.ann.post('/login/code', { code })).status).toBe(401);
    // One that is older than what was taken is no good either.
    expect((await third.ann.post('/login/code', { code: codeOf(secret, -1) })).status).toBe(401);
    expect((await third.ann.post('/login/code', { code: codeOf(secret, 1) })).status).toBe(303);
  });

  test('cools down after five wrong codes, however often the password is given again', async () => {
    const { secret } = await setUp();
    for (let tries = 0; tries < 5; tries += 1) {
      const { ann } = await logIn();
      expect((await ann.post('/login/code', { code: '000000' })).status).toBe(401);
    }
    const { ann } = await logIn();
    const slowed = await ann.post('/login/code', { code: codeOf(secret) });
    expect(slowed.status).toBe(429);
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0);
    app.clock.advance(Number(slowed.headers.get('retry-after')) * secondMs);
    expect((await ann.post('/login/code', { code: codeOf(secret) })).status).toBe(303);
  });

  test('waits ten minutes for its code, and for a password that is still the same', async () => {
    const { secret, ann: inside } = await setUp();
    const { ann: slow } = await logIn();
    app.clock.advance(10 * minuteMs);
    const late = await slow.post('/login/code', { code: codeOf(secret) });
    expect(late.headers.get('location')).toBe('/login');

    const { ann } = await logIn();
    const change = { current_password: password, password: 'seven slow otters float' };
    expect((await inside.post('/admin/account/password', change)).status).toBe(303);
    expect((await ann.post('/login/code', { code: codeOf(secret) })).status).toBe(401);
  });
});

describe('recovery codes', () => {
  test('let in once each, and say how many are left', async () => {
    const { codes } = await setUp();
    const { ann } = await logIn();
    expect((await ann.post('/login/code', { code: codes[0] ?? '' })).status).toBe(303);
    expect(await (await ann.get('/admin/account')).text()).toContain('9 are left');
    const { ann: again } = await logIn();
    expect((await again.post('/login/code', { code: codes[0] ?? '' })).status).toBe(401);
  });

  test('are worth nothing once there are new ones', async () => {
    const { ann, codes } = await setUp();
    const renew = (current_password: string) =>
      ann.post('/admin/account/two-factor/recovery-codes', { current_password });
    expect((await renew('not it')).status).toBe(422);
    expect((await renew(password)).status).toBe(200);
    const { ann: again } = await logIn();
    expect((await again.post('/login/code', { code: codes[1] ?? '' })).status).toBe(401);
  });
});

test('switching it off asks for the password and ends every other sign-in', async () => {
  const { ann, secret } = await setUp();
  const { ann: elsewhere } = await logIn();
  await elsewhere.post('/login/code', { code: codeOf(secret) });
  expect(await isIn(elsewhere)).toBe(true);
  const stop = (current_password: string) =>
    ann.post('/admin/account/two-factor/removal', { current_password });
  expect((await stop('not it')).status).toBe(422);
  expect((await stop(password)).status).toBe(303);
  expect(await isIn(elsewhere)).toBe(false);
  expect(await isIn(ann)).toBe(true);
  expect((await logIn()).leadsTo).toBe('/admin/programs');
});
