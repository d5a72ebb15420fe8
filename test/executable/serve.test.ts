import { afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTimeoutMs, builtExecutable } from '../support/built-executable.ts';
import { type ProcessOptions, runProcess } from '../support/process.ts';
import { type RunningServer, type ServeOptions, startServe } from '../support/server-process.ts';
import { beginRequest } from './unfinished-request.ts';

let executable: string;
beforeAll(async () => {
  executable = await builtExecutable();
}, buildTimeoutMs);

let parent: string;
let dataDir: string;
let servers: RunningServer[];
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'tributary-serve-'));
  dataDir = join(parent, 'data');
  servers = [];
});
afterEach(async () => {
  for (const server of servers) server.signal('SIGKILL');
  await Promise.all(servers.map(({ ended }) => ended));
  rmSync(parent, { recursive: true, force: true });
});

const serve = async (options?: ServeOptions): Promise<RunningServer> => {
  const server = await startServe([executable], dataDir, options);
  servers.push(server);
  return server;
};
const run = (words: readonly string[], options?: ProcessOptions) =>
  runProcess([executable, ...words], options);

const makeKey = async (scopes: string): Promise<string> => {
  const words = ['api-key', 'create', '--name', 'a', '--scopes', scopes, '--data-dir', dataDir];
  const { code, stdout } = await run(words);
  expect(code).toBe(0);
  return stdout.trim();
};

test('starts on an empty folder, is ready, and stops in order on SIGTERM', async () => {
  const server = await serve();
  expect((await run(['healthcheck', '--port', String(server.port)])).code).toBe(0);
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  server.signal('SIGTERM');
  expect(await server.ended).toBe(0);
  expect(server.output()).toContain('"event":"stopped"');
  // Everything was written back: nothing but the database itself is left of it.
  expect(readdirSync(dataDir).sort()).toEqual(['instance.lock', 'secret.key', 'tributary.db']);
});

test('refuses a second server on the same data folder, but not after the first has gone', async () => {
  const first = await serve();
  const { code, stderr } = await run(['serve', '--data-dir', dataDir, '--port', '39999']);
  expect(code).toBe(5);
  expect(stderr).toContain(dataDir);
  first.signal('SIGKILL');
  await first.ended;
  const second = await serve();
  second.signal('SIGINT');
  expect(await second.ended).toBe(0);
});

test('refuses a port that another program listens on', async () => {
  const first = await serve();
  const other = ['serve', '--data-dir', join(parent, 'other'), '--port', String(first.port)];
  const { code, stderr } = await run(other);
  expect(code).toBe(1);
  expect(stderr).toContain('another program listens there');
});

test('accepts a key at once that a command makes beside it', async () => {
  const server = await serve();
  const before = await fetch(`${server.url}/api/v1/programs`);
  expect(before.status).toBe(401);
  const headers = { authorization: `Bearer ${await makeKey('read')}` };
  expect((await fetch(`${server.url}/api/v1/programs`, { headers })).status).toBe(200);
  const admin = ['admin', 'create', '--email', 'ann@example.com', '--data-dir', dataDir];
  expect((await run(admin, { stdin: 'correct horse battery\n' })).code).toBe(0);
});

test('answers a request in flight before it stops', async () => {
  const server = await serve();
  const request = await beginRequest(server.port, '/track/purchase', await makeKey('track:write'), '{}');
  server.signal('SIGTERM');
  await server.said('"event":"stopping"');
  expect(await request.finish()).toStartWith('HTTP/1.1 422 ');
  expect(await server.ended).toBe(0);
});

test('ends at once on a second signal', async () => {
  const server = await serve();
  const request = await beginRequest(server.port, '/track/purchase', await makeKey('track:write'), '{}');
  server.signal('SIGTERM');
  await server.said('"event":"stopping"');
  server.signal('SIGTERM');
  expect(await server.ended).toBe(130);
  request.abandon();
});

test('makes the first admin from a password file, and does not need the file again', async () => {
  const file = join(parent, 'password');
  writeFileSync(file, 'correct horse battery\n');
  const env = { TRIBUTARY_ADMIN_EMAIL: 'ann@example.com', TRIBUTARY_ADMIN_PASSWORD_FILE: file };
  const first = await serve({ env });
  expect(first.output()).toContain('first_admin_made');
  first.signal('SIGTERM');
  await first.ended;
  rmSync(file);
  const second = await serve({ env });
  expect(second.output()).not.toContain('first_admin_made');
});

test('refuses to start with another instance key', async () => {
  const first = await serve();
  first.signal('SIGTERM');
  await first.ended;
  writeFileSync(join(dataDir, 'secret.key'), 'x'.repeat(52));
  const { code, stderr } = await run(['serve', '--data-dir', dataDir]);
  expect(code).toBe(3);
  expect(stderr).toContain('does not fit this database');
});

test('warns of a variable that means nothing', async () => {
  const server = await serve({ env: { TRIBUTARY_PROT: '1' } });
  expect(server.output()).toContain('TRIBUTARY_PROT');
});
