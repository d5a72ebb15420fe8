import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyRing } from '../../src/api-keys/key-ring.ts';
import { openReader } from '../../src/database/connection.ts';
import { readHandle } from '../../src/database/handle.ts';
import { createTestClock } from '../support/clock.ts';
import { run } from './test-terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tributary-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const create = (...flags: string[]) =>
  run(['api-key', 'create', '--data-dir', folder, '--name', 'Backend', ...flags]);

test('prints a key that works, alone on standard output, and keeps it nowhere', async () => {
  const { exit, stdout, stderr } = await create('--scopes', 'read, track:write');
  expect(exit).toBe('ok');
  const key = stdout.trimEnd();
  expect(stdout).toBe(`${key}\n`);
  expect(stderr).not.toContain(key);
  for (const file of readdirSync(folder)) expect(readFileSync(join(folder, file)).includes(key)).toBe(false);

  const reader = openReader(join(folder, 'tributary.db'));
  const keys = createKeyRing({ read: readHandle(reader), clock: createTestClock() });
  const request = new Request('http://localhost/', { headers: { authorization: `Bearer ${key}` } });
  expect(await keys.authenticate(request)).toMatchObject({
    scopes: ['read', 'track:write'],
    programId: null,
  });
  reader.close();
});

test('refuses a scope that does not exist, and a program that is not there', async () => {
  const scope = await create('--scopes', 'read,everything');
  expect(scope.exit).toBe('usage');
  expect(scope.stderr).toContain('"everything"');
  const program = await create('--scopes', 'read', '--program', 'prg_01m7wpcnj1000');
  expect(program.exit).toBe('failure');
  expect(program.stdout).toBe('');
});
