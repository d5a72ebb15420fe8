import { Database } from 'bun:sqlite';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './test-terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tributary-admin-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const good = 'correct horse battery';
const create = (flags: readonly string[] = [], options: Parameters<typeof run>[1] = { secrets: [good] }) =>
  run(['admin', 'create', '--data-dir', folder, '--email', 'Ann@Example.com', ...flags], options);

const stored = () => {
  using database = new Database(join(folder, 'tributary.db'), { readonly: true });
  const sql = 'select email, name, role, password_hash from admins order by seq';
  return database.query<{ email: string; name: string; role: string; password_hash: string }, []>(sql).all();
};

test('stores an admin under a hash that only the password opens', async () => {
  const { exit, stdout, stderr } = await create(['--name', 'Ann', '--role', 'owner']);
  expect(exit).toBe('ok');
  expect(stdout).toMatch(/^made owner ann@example\.com \(adm_\w+\)\n$/);
  const [admin] = stored();
  expect(admin).toMatchObject({ email: 'ann@example.com', name: 'Ann', role: 'owner' });
  expect(admin?.password_hash).toStartWith('$argon2id$');
  expect(await Bun.password.verify(good, admin?.password_hash ?? '')).toBe(true);
  expect(stdout + stderr).not.toContain(good);
});

test('takes the password exactly as it is, from standard input or from a file', async () => {
  const spaced = '  spaces count, ümläute too  ';
  await create([], { secrets: [spaced] });
  const file = join(folder, 'password');
  writeFileSync(file, `${spaced}\n`);
  await create(['--email', 'bob@example.com', '--password-file', file]);
  for (const { password_hash } of stored())
    expect(await Bun.password.verify(spaced, password_hash)).toBe(true);
  expect(stored()).toHaveLength(2);
});

test('asks a person twice and refuses two different answers', async () => {
  const same = await create([], { interactive: true, secrets: [good, good] });
  expect(same.exit).toBe('ok');
  const other = await create(['--email', 'bob@example.com'], {
    interactive: true,
    secrets: [good, 'another one'],
  });
  expect(other.exit).toBe('failure');
  expect(stored()).toHaveLength(1);
});

test.each([
  ['too short', 'eleven char', 'at least 12 characters'],
  ['too long', 'x'.repeat(1025), 'at most 1024 bytes'],
])('refuses a password that is %s, before it touches the database', async (_, password, why) => {
  const { exit, stderr } = await create([], { secrets: [password] });
  expect(exit).toBe('failure');
  expect(stderr).toContain(why);
  expect(stderr).not.toContain(password);
  expect(() => stored()).toThrow();
});

test('refuses an email that is taken, in whatever letters', async () => {
  await create();
  const { exit, stderr } = await create(['--email', 'ANN@example.COM']);
  expect(exit).toBe('failure');
  expect(stderr).toContain('ann@example.com exists');
  expect(stored()).toHaveLength(1);
});

test('refuses an unknown role, and an email that is none', async () => {
  expect((await create(['--role', 'god'])).exit).toBe('usage');
  expect((await create(['--email', 'nobody'])).exit).toBe('failure');
});

test('has no way to take a password from the command line', async () => {
  expect((await create(['--password', good])).exit).toBe('usage');
});
