import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeFirstAdmin } from '../../src/cli/first-admin.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { hourMs } from '../../src/core/clock.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { visit } from '../support/visitor.ts';

let app: TestApp;

beforeEach(async () => {
  app = await createTestApp();
});
afterEach(() => app.close());

/** Without anybody at a keyboard: a test that asks would hang. */
const nobody: Terminal = {
  out: () => undefined,
  err: () => undefined,
  interactive: false,
  readSecret: () => Promise.reject(new Error('nobody is there')),
  stopSignal: () => Promise.reject(new Error('nobody is there')),
  exitNow: () => {
    throw new Error('nobody is there');
  },
};

const codePath = () => join(app.app.config.dataDir, 'setup-code');

/** Starts as `serve` does. @returns the code that an operator finds */
const start = async (): Promise<string> => {
  await makeFirstAdmin(app.app, nobody);
  return readFileSync(codePath(), 'utf8').trim();
};

const fields = {
  name: 'Ann',
  email: 'ann@example.com',
  password: 'four quiet herons wading',
};

describe('the set-up code', () => {
  test('stands in the log once and in a file that its owner alone can read', async () => {
    const code = await start();
    expect(statSync(codePath()).mode & 0o777).toBe(0o600);
    const told = app.logged.filter((line) => JSON.stringify(line).includes(code));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ event: 'set_up_here' });
  });

  test('makes an owner who is signed in and is told to save the instance key', async () => {
    const code = await start();
    const ann = visit(app);
    expect((await ann.get('/login')).headers.get('location')).toBe('/setup');
    expect(await (await ann.get(`/setup?code=${code}`)).text()).toContain(`value="${code}"`);
    const done = await ann.post('/setup', { ...fields, code });
    expect(done.headers.get('location')).toBe('/admin');
    const html = await (await ann.get('/admin/account')).text();
    expect(html).toContain('Your role is owner');
    expect(html).toContain(join(app.app.config.dataDir, 'secret.key'));
    expect(html).not.toContain(readFileSync(join(app.app.config.dataDir, 'secret.key'), 'utf8').trim());
    expect(existsSync(codePath())).toBe(false);
  });

  test('keeps what was typed when something is wrong with it, but no password', async () => {
    const code = await start();
    const refused = await visit(app).post('/setup', { ...fields, code, password: 'password1234' });
    expect(refused.status).toBe(422);
    const html = await refused.text();
    expect(html).toContain('tried first');
    expect(html).toContain('value="ann@example.com"');
    expect(html).not.toContain('password1234');
    expect((await visit(app).post('/setup', { ...fields, code })).status).toBe(303);
  });

  test('makes exactly one owner, however many try at once', async () => {
    const code = await start();
    const answers = await Promise.all(
      ['ann@example.com', 'bob@example.com'].map((email) =>
        visit(app).post('/setup', { ...fields, email, code }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 404]);
    expect(await app.app.read.selectFrom('admins').select('role').execute()).toEqual([{ role: 'owner' }]);
  });

  test('is void after five wrong ones', async () => {
    const code = await start();
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await visit(app).post('/setup', { ...fields, code: 'wrong' })).status).toBe(404);
    }
    const late = await visit(app).post('/setup', { ...fields, code });
    expect(late.status).toBe(404);
    expect(await late.text()).toContain('no longer good');
    expect((await visit(app).post('/setup', { ...fields, code: await start() })).status).toBe(303);
  });

  test('is good for an hour', async () => {
    const code = await start();
    app.clock.advance(hourMs);
    expect((await visit(app).get('/setup')).status).toBe(404);
    expect((await visit(app).post('/setup', { ...fields, code })).status).toBe(404);
  });

  test('is of no use once there is an admin, and there is no page any more', async () => {
    const code = await start();
    await visit(app).post('/setup', { ...fields, code });
    expect((await visit(app).get('/setup')).status).toBe(404);
    expect((await visit(app).post('/setup', { ...fields, email: 'eve@example.com', code })).status).toBe(404);
    await makeFirstAdmin(app.app, nobody);
    expect(existsSync(codePath())).toBe(false);
  });
});

test('without a code there is no way in', async () => {
  expect((await visit(app).post('/setup', { ...fields, code: '' })).status).toBe(404);
  expect(await app.app.read.selectFrom('admins').select('id').execute()).toEqual([]);
});
