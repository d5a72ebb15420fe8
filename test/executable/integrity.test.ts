import { afterEach, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTimeoutMs, builtExecutable } from '../support/built-executable.ts';
import { runProcess } from '../support/process.ts';
import { type RunningServer, startServe } from '../support/server-process.ts';

let executable: string;
beforeAll(async () => {
  executable = await builtExecutable();
}, buildTimeoutMs);

const parent = mkdtempSync(join(tmpdir(), 'tributary-integrity-'));
let server: RunningServer | undefined;
afterEach(async () => {
  server?.signal('SIGKILL');
  await server?.ended;
  rmSync(parent, { recursive: true, force: true });
});

test('the executable holds its thread: it examines the database of a running server, and so does doctor beside it', async () => {
  const dataDir = join(parent, 'data');
  server = await startServe([executable], dataDir);
  const words = ['api-key', 'create', '--name', 'a', '--scopes', 'admin', '--data-dir', dataDir];
  const key = (await runProcess([executable, ...words])).stdout.trim();
  const headers = { authorization: `Bearer ${key}` };
  const path = `${server.url}/api/v1/integrity`;
  expect((await fetch(`${path}/examination`, { method: 'POST', headers })).status).toBe(202);
  let shown: { ok: boolean | null; running: boolean };
  do shown = (await (await fetch(path, { headers })).json()) as typeof shown;
  while (shown.running);
  expect([shown.ok, server.output()]).toEqual([true, expect.not.stringContaining('integrity_not_checked')]);
  const doctor = await runProcess([executable, 'doctor', '--data-dir', dataDir]);
  expect(doctor.stdout).toContain('All is well');
});
