import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { createMailer, type Mail, type MailerOptions } from '../../../src/outbound/mail/mailer.ts';
import { type SmtpScript, startSmtpServer, type TestSmtpServer } from '../../support/smtp-server.ts';
import { createAuthority, createCertificate, type Identity } from '../certificates.ts';

let authority: Identity;
let trusted: Identity;
let server: TestSmtpServer;
beforeAll(async () => {
  authority = await createAuthority('Mail Test CA');
  trusted = await createCertificate({ names: [elsewhere], authority });
});
beforeEach(async () => {
  server = await startSmtpServer();
});
afterEach(() => server.stop());

const mail: Mail = {
  to: ['ops@example.com', 'dev@example.com'],
  subject: 'Something is wrong',
  text: 'Plain words.',
  html: '<p>Plain words.</p>',
};

const send = (url: string, changed: Partial<Mail> = {}, options: Partial<MailerOptions> = {}) =>
  createMailer({
    url: url.replace('PORT', String(server.port)),
    from: 'tributary@example.com',
    lookup: async () => ['127.0.0.1'],
    trustedCertificates: authority.cert,
    ...options,
  }).send({ ...mail, ...changed });

/** Not this machine by its name, so that TLS is asked for; it leads to loopback all the same. */
const elsewhere = 'mail.example.test';

describe('a mail', () => {
  test('arrives with both its texts at every recipient', async () => {
    expect(await send('smtp://127.0.0.1:PORT')).toEqual({ sent: true, refused: [] });
    const [got] = await server.waitFor(1);
    expect(got).toMatchObject({ from: 'tributary@example.com', to: [...mail.to], overTls: false });
    expect(got?.source).toContain('Subject: Something is wrong');
    expect(got?.source).toContain('Content-Type: text/plain');
    expect(got?.source).toContain('Content-Type: text/html');
    expect(got?.source).toContain('From: Tributary <tributary@example.com>');
  });

  test('has one subject, whatever line breaks a name brings into it', async () => {
    const subject = 'Endpoint "x\r\nBcc: thief@example.com\r\n\r\n<b>body</b>\u2028y" is failing';
    expect(await send('smtp://127.0.0.1:PORT', { subject })).toMatchObject({ sent: true });
    const [got] = await server.waitFor(1);
    expect(got?.to).toEqual([...mail.to]);
    const [headers = ''] = (got?.source ?? '').split('\r\n\r\n');
    expect(headers).not.toMatch(/^Bcc:/im);
    expect(headers.match(/^Subject:/gim)).toHaveLength(1);
  });

  test('is sent when one of its recipients is refused, who is named', async () => {
    server.script({ answers: { 'RCPT dev@example.com': '550 nobody here' } });
    expect(await send('smtp://127.0.0.1:PORT')).toEqual({ sent: true, refused: ['dev@example.com'] });
  });
});

describe('TLS', () => {
  test('is used from the first byte with smtps, and the login goes through it', async () => {
    server.script({ identity: trusted, implicitTls: true });
    expect(await send('smtps://ann:s%40fe@mail.example.test:PORT')).toMatchObject({ sent: true });
    const [got] = await server.waitFor(1);
    expect(got).toMatchObject({ overTls: true, login: 'ann:s@fe' });
  });

  test('is taken up by STARTTLS where it is offered', async () => {
    server.script({ identity: trusted });
    expect(await send(`smtp://ann:safe@${elsewhere}:PORT`)).toMatchObject({ sent: true });
    const [got] = await server.waitFor(1);
    expect(got).toMatchObject({ overTls: true, login: 'ann:safe' });
    expect(server.commands.indexOf('STARTTLS')).toBeLessThan(
      server.commands.findIndex((command) => command.startsWith('AUTH')),
    );
  });

  test('is demanded before a password is sent: without STARTTLS there is no login and no mail', async () => {
    const outcome = await send(`smtp://ann:safe@${elsewhere}:PORT`);
    expect(outcome).toMatchObject({ sent: false, error: 'tls_failed' });
    expect(server.commands.filter((command) => /^(AUTH|MAIL)/.test(command))).toEqual([]);
  });

  test.each([
    ['signed by nobody we trust', elsewhere, false],
    ['for another name', 'mail.example.com', true],
  ])('refuses a certificate that is %s', async (_what, name, isSigned) => {
    const identity = await createCertificate({ names: [name], ...(isSigned && { authority }) });
    server.script({ identity });
    const outcome = await send(`smtp://ann:safe@${elsewhere}:PORT`);
    expect(outcome).toMatchObject({ sent: false, error: 'tls_failed' });
    server.script({ identity, implicitTls: true });
    expect(await send('smtps://ann:safe@mail.example.test:PORT')).toMatchObject({
      sent: false,
      error: 'tls_failed',
    });
    expect(server.mails).toEqual([]);
    expect(server.commands.filter((command) => command.startsWith('AUTH'))).toEqual([]);
  });
});

describe('a server that does not take the mail', () => {
  test.each<[string, string, SmtpScript]>([
    ['greets with a refusal', 'unexpected_answer', { answers: { GREETING: '554 go away' } }],
    ['refuses every recipient', 'recipients_refused', { answers: { RCPT: '550 nobody here' } }],
    ['refuses the sender', 'recipients_refused', { answers: { MAIL: '550 not you' } }],
    ['refuses the message', 'message_refused', { answers: { END: '554 spam' } }],
    ['hangs up at once', 'connection_failed', { answers: { GREETING: 'drop' } }],
    ['hangs up in the middle', 'connection_failed', { answers: { DATA: 'drop' } }],
    ['never greets', 'timeout', { answers: { GREETING: 'hang' } }],
    ['stops answering', 'timeout', { answers: { END: 'hang' } }],
  ])('that %s is told as %s', async (_what, error, script) => {
    server.script(script);
    const outcome = await send('smtp://127.0.0.1:PORT', {}, { timeoutMs: 150 });
    expect(outcome).toMatchObject({ sent: false, error });
    expect(server.mails).toEqual([]);
  });

  test('that refuses the password is told without the password', async () => {
    server.script({ identity: trusted, answers: { AUTH: '535 wrong' } });
    const outcome = await send(`smtp://ann:very-secret@${elsewhere}:PORT`);
    expect(outcome).toEqual({ sent: false, error: 'login_refused', replyCode: 535 });
  });

  test('whose name has no address is told as such', async () => {
    const lookup = () => Promise.reject(new Error('ENOTFOUND'));
    expect(await send(`smtp://${elsewhere}:PORT`, {}, { lookup })).toMatchObject({ error: 'lookup_failed' });
  });

  test('that is not at the first of its addresses is tried at the next', async () => {
    const lookup = async () => ['::1', '127.0.0.1'];
    expect(await send(`smtp://${elsewhere}:PORT`, {}, { lookup })).toMatchObject({ sent: true });
    expect(server.mails).toHaveLength(1);
  });

  test('that is not there is told as such', async () => {
    const { port } = server;
    await server.stop();
    expect(await send(`smtp://127.0.0.1:${port}`)).toMatchObject({ sent: false, error: 'connection_failed' });
    server = await startSmtpServer();
  });
});
