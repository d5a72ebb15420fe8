import { Database } from 'bun:sqlite';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../../migrations/index.ts';
import { lockInstance } from '../../src/database/instance-lock.ts';
import { run } from './test-terminal.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'tributary-migrate-'));
  folder = join(parent, 'data');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const migrate = (...flags: string[]) => run(['migrate', '--data-dir', folder, ...flags]);
const names = Object.keys(migrations);

test('makes a folder and a database that only their owner can read', async () => {
  const { exit, stdout } = await migrate();
  expect(exit).toBe('ok');
  expect(stdout).toBe(names.map((name) => `applied  ${name}\n`).join(''));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'tributary.db')).mode & 0o777).toBe(0o600);
  expect((await migrate()).stdout).toBe('nothing to apply\n');
});

test('lists what is applied and what is missing without making anything', async () => {
  expect((await migrate('--status')).stdout).toBe(names.map((name) => `missing  ${name}\n`).join(''));
  expect(existsSync(folder)).toBe(false);
  await migrate();
  expect((await migrate('--status')).stdout).toBe(names.map((name) => `applied  ${name}\n`).join(''));
});

test('tries the upgrade on a copy and leaves nothing behind', async () => {
  const last = names.at(-1) ?? '';
  expect((await migrate('--dry-run')).stdout).toContain(`would apply  ${last}\n`);
  expect(existsSync(folder)).toBe(false);
  await migrate();
  const files = () => readdirSync(folder).filter((name) => !/-(wal|shm)$/.test(name));
  const before = files();
  expect((await migrate('--dry-run')).stdout).toBe('nothing to apply\n');
  expect(files()).toEqual(before);
});

test('refuses --status and --dry-run together', async () => {
  expect((await migrate('--status', '--dry-run')).exit).toBe('usage');
});

test('refuses a folder that a server runs on', async () => {
  await migrate();
  const lock = lockInstance(folder);
  const { exit, stderr } = await migrate();
  lock.release();
  expect(exit).toBe('alreadyRunning');
  expect(stderr).toContain(folder);
  expect((await migrate()).exit).toBe('ok');
});

test('refuses a database of a newer version, and leaves it as it was', async () => {
  await migrate();
  {
    using database = new Database(join(folder, 'tributary.db'));
    database.run("insert into applied_migrations values ('9999_from_the_future', '2030-01-01T00:00:00Z')");
  }
  for (const flags of [[], ['--status'], ['--dry-run']]) {
    const { exit, stderr } = await migrate(...flags);
    expect(exit).toBe('database');
    expect(stderr).toContain('9999_from_the_future');
  }
});

test('refuses a file that is no database', async () => {
  await migrate();
  await Bun.write(join(folder, 'tributary.db'), 'not a database at all '.repeat(100));
  expect((await migrate()).exit).toBe('database');
});
