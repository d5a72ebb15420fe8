import { afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, createCertificate } from '../outbound/certificates.ts';
import { buildTimeoutMs, builtExecutable } from '../support/built-executable.ts';
import { runProcess } from '../support/process.ts';
import { type RunningServer, startServe } from '../support/server-process.ts';
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts';

let executable: string;
beforeAll(async () => {
  executable = await builtExecutable();
}, buildTimeoutMs);

let parent: string;
let smtp: TestSmtpServer;
let server: RunningServer | undefined;
beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'tributary-mail-'));
  smtp = await startSmtpServer();
});
afterEach(async () => {
  server?.signal('SIGKILL');
  await server?.ended;
  await smtp.stop();
  rmSync(parent, { recursive: true, force: true });
});

/** Sets a recipient and has a test sent, as an operator would. */
const testAlerts = async (smtpUrl: string, env: Readonly<Record<string, string>> = {}) => {
  const secretFile = join(parent, 'smtp-url');
  writeFileSync(secretFile, `${smtpUrl}\n`);
  const dataDir = join(parent, 'data');
  server = await startServe([executable], dataDir, {
    env: { TRIBUTARY_SMTP_URL_FILE: secretFile, TRIBUTARY_MAIL_FROM: 'tributary@example.com', ...env },
  });
  const words = ['api-key', 'create', '--name', 'a', '--scopes', 'admin', '--data-dir', dataDir];
  const { stdout } = await runProcess([executable, ...words]);
  const headers = { authorization: `Bearer ${stdout.trim()}`, 'content-type': 'application/json' };
  const settings = `${server.url}/api/v1/settings/alerts`;
  const body = JSON.stringify({ email_recipients: ['ops@example.com'] });
  await fetch(settings, { method: 'PATCH', headers, body });
  const answer = await fetch(`${settings}/test`, { method: 'POST', headers, body: '{}' });
  return (await answer.json()) as unknown;
};

test('the executable sends a mail, and its log does not hold the password', async () => {
  const answer = await testAlerts(`smtp://ann:pass-of-mail@127.0.0.1:${smtp.port}`);
  expect(answer).toEqual({ results: [{ channel: 'email', sent: true, problem: null }] });
  expect(smtp.mails).toMatchObject([{ to: ['ops@example.com'], login: 'ann:pass-of-mail' }]);
  expect(server?.output()).not.toContain('pass-of-mail');
});

test('the executable sends a mail over TLS, to a server whose authority it was told of', async () => {
  const authority = await createAuthority('Mail Test CA');
  const identity = await createCertificate({ names: ['localhost'], addresses: ['127.0.0.1'], authority });
  const file = join(parent, 'authority.pem');
  writeFileSync(file, authority.cert);
  smtp.script({ identity, implicitTls: true });
  const url = `smtps://127.0.0.1:${smtp.port}`;
  const answer = await testAlerts(url, { NODE_EXTRA_CA_CERTS: file });
  expect(answer).toEqual({ results: [{ channel: 'email', sent: true, problem: null }] });
  expect(smtp.mails).toMatchObject([{ overTls: true }]);
});
