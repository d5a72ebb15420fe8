import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTimeoutMs, builtExecutable } from '../support/built-executable.ts';
import { runProcess } from '../support/process.ts';

let executable: string;
let folder: string;
beforeAll(async () => {
  executable = await builtExecutable();
  folder = mkdtempSync(join(tmpdir(), 'tributary-folder-'));
}, buildTimeoutMs);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('runs from any folder and needs nothing beside it', async () => {
  for (const cwd of ['/', folder, tmpdir()]) {
    const { code, stdout } = await runProcess([executable, 'version'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^tributary \d+\.\d+\.\d+\n$/);
  }
  expect(readdirSync(folder)).toEqual([]);
});

test('explains itself on standard output', async () => {
  const { code, stdout, stderr } = await runProcess([executable, '--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('tributary COMMAND --help');
  expect(stderr).toBe('');
});

test('takes neither settings nor code from the folder it is started in', async () => {
  writeFileSync(join(folder, '.env'), 'TRIBUTARY_PORT=4711\n');
  writeFileSync(join(folder, 'bunfig.toml'), 'preload = ["./planted.ts"]\n');
  writeFileSync(join(folder, 'planted.ts'), 'console.log("planted code ran");\n');
  const { code, stdout, stderr } = await runProcess([executable, 'config', 'print'], { cwd: folder });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^TRIBUTARY_PORT +3000 +default$/m);
  expect(stdout + stderr).not.toContain('planted');
});

test('ends with the documented codes', async () => {
  const codeOf = async (...words: string[]) => (await runProcess([executable, ...words])).code;
  expect(await codeOf('nonsense')).toBe(2);
  expect(await codeOf('serve', '--port', 'many')).toBe(3);
  expect(await codeOf('serve', '--data-dir', '/dev/null/data')).toBe(3);
  expect(await codeOf('healthcheck', '--port', '1')).toBe(1);
});

test('writes all of a long answer into a pipe before it ends', async () => {
  const { stdout } = await runProcess(['sh', '-c', `'${executable}' config print --json | cat`]);
  expect(Object.keys(JSON.parse(stdout))).toContain('TRIBUTARY_DATA_DIR');
});
