import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts';

let app: TestApp;
let smtp: TestSmtpServer;

beforeAll(async () => {
  smtp = await startSmtpServer();
  app = await createTestApp({
    config: { smtpUrl: `smtp://127.0.0.1:${smtp.port}`, mailFrom: 'tributary@example.com' },
  });
});
afterAll(async () => {
  await app.close();
  await smtp.stop();
});

test('an invitation is mailed to whom it is for, with the link, and names nobody else', async () => {
  const body = { email: 'fay@example.com', name: 'Fay <script>', role: 'finance' };
  const made = await app.call('POST', '/api/v1/invitations', { body });
  expect(made).toMatchObject({ status: 201, body: { is_mailed: true } });
  const [mail] = await smtp.waitFor(1);
  expect(mail?.to).toEqual(['fay@example.com']);
  const text = (mail?.source ?? '').replace(/=\r\n/g, '').replaceAll('=3D', '=');
  expect(text).toContain(String(made.body.url));
  expect(text).not.toContain('<script>,</p>');
  expect(text).toContain('&lt;script&gt;');
});
