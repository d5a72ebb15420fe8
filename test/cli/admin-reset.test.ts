import { Database } from 'bun:sqlite';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { join } from 'node:path';
import { startTotp } from '../../src/admins/two-factor.service.ts';
import { makeAdmin, testPassword } from '../support/admins.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';
import { visit } from '../support/visitor.ts';
import { run } from './test-terminal.ts';

const email = 'ann@example.com';
const password = 'seven slow otters float';

let app: TestApp;
beforeEach(async () => {
  app = await createTestApp();
});
afterEach(() => app.close());

const reset = (flags: readonly string[] = [], secrets: readonly string[] = [password]) =>
  run(['admin', 'reset', '--data-dir', app.app.config.dataDir, ...flags], { secrets });

test('sets a new password beside a running server, and ends every sign-in at once', async () => {
  await makeAdmin(app, { email });
  const ann = visit(app);
  await ann.post('/login', { email, password: testPassword });
  expect((await ann.get('/admin/account')).status).toBe(200);

  const { exit, stdout, stderr } = await reset(['--email', 'Ann@Example.com']);
  expect(exit).toBe('ok');
  expect(stdout).toMatch(/^set a new password for ann@example\.com \(adm_\w+\) and ended every sign-in\n$/);
  expect(stdout + stderr).not.toContain(password);
  expect((await ann.get('/admin/account')).status).toBe(303);
  expect((await visit(app).post('/login', { email, password: testPassword })).status).toBe(401);
  expect((await visit(app).post('/login', { email, password })).status).toBe(303);
});

test('leaves the second step, unless it is told to remove that, too', async () => {
  const { id: adminId } = await makeAdmin(app, { email });
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  await app.app.transact(testOrigin, (work) =>
    startTotp(work, app.app.secrets, { adminId, secret, step: 1 }),
  );
  expect((await reset(['--email', email])).stdout).toContain('still asked for');
  const leadsTo = async () => (await visit(app).post('/login', { email, password })).headers.get('location');
  expect(await leadsTo()).toBe('/login/code');
  expect((await reset(['--email', email, '--remove-two-factor'])).exit).toBe('ok');
  expect(await leadsTo()).toBe('/admin');
  const database = new Database(join(app.app.config.dataDir, 'tributary.db'), { readonly: true });
  expect(database.query('select count(*) as codes from recovery_codes').get()).toEqual({ codes: 0 });
  database.close();
});

test('refuses an email that nobody has, a password that is not good enough, and no email at all', async () => {
  await makeAdmin(app, { email });
  const unknown = await reset(['--email', 'bob@example.com']);
  expect(unknown).toMatchObject({ exit: 'failure' });
  expect(unknown.stderr).toContain('there is no admin with the email bob@example.com');
  expect(await reset(['--email', email], ['password1234'])).toMatchObject({ exit: 'failure' });
  expect(await reset()).toMatchObject({ exit: 'usage' });
  expect((await visit(app).post('/login', { email, password: testPassword })).status).toBe(303);
});
