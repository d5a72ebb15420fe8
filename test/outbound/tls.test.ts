import { afterEach, describe, expect, test } from 'bun:test';
import { connect, type TlsOptions } from 'node:tls';
import { createAuthority, createCertificate } from './certificates.ts';
import { answering, ok, type Receiver, startReceiver, startTlsReceiver } from './receiver.ts';
import { createGuarded, names, post } from './sending.ts';

const authority = await createAuthority('Authority');
const stranger = await createAuthority('Stranger');
const impostor = await createAuthority('Authority');
const host = 'hooks.example.test';
const good = await createCertificate({ authority, names: [host] });

const lookup = names({ [host]: ['127.0.0.1'], 'other.example.test': ['127.0.0.1'] });
const guarded = createGuarded({ lookup, trustedCertificates: authority.cert });

const sendTo = (receiver: Receiver, name = host, timeoutMs = 5_000) =>
  guarded.send(post(`https://${name}:${receiver.port}/hook`, { timeoutMs }));

/** The server name a client asked for, from the server's side. */
const startNamed = (tls: TlsOptions, asked: string[]) =>
  startTlsReceiver(
    {
      ...tls,
      SNICallback: (name, done) => {
        asked.push(name);
        done(null);
      },
    },
    answering(ok),
  );

describe('a secure request to a judged address', () => {
  test('asks for the name in the URL, and is for the name in the URL', async () => {
    const asked: string[] = [];
    await using receiver = await startNamed(good, asked);
    expect(await sendTo(receiver)).toMatchObject({ kind: 'answered', status: 200, excerpt: 'ok' });
    expect(asked).toEqual([host]);
    expect(receiver.received().toLowerCase()).toContain(`host: ${host}:${receiver.port}\r\n`);
  });

  test('to an address literal needs a certificate for that address', async () => {
    const forAddress = await createCertificate({ authority, addresses: ['127.0.0.1'] });
    await using receiver = await startTlsReceiver(forAddress, answering(ok));
    expect(await sendTo(receiver, '127.0.0.1')).toMatchObject({ kind: 'answered' });
    expect(await sendTo(receiver, '127.0.0.2')).toMatchObject({ kind: 'failed' });
    await using named = await startTlsReceiver(good, answering(ok));
    expect(await sendTo(named, '127.0.0.1')).toMatchObject({ error: 'certificate_wrong_name' });
  });

  test('may use TLS 1.2', async () => {
    await using receiver = await startTlsReceiver({ ...good, maxVersion: 'TLSv1.2' }, answering(ok));
    expect(await sendTo(receiver)).toMatchObject({ kind: 'answered' });
  });
});

describe('a certificate is refused, and nothing is sent,', () => {
  test.each([
    ['for another name', { authority, names: ['other.example.test'] }, 'certificate_wrong_name'],
    ['for a name below ours', { authority, names: ['a.hooks.example.test'] }, 'certificate_wrong_name'],
    ['for the address but not the name', { authority, addresses: ['127.0.0.1'] }, 'certificate_wrong_name'],
    [
      'that has expired',
      { authority, names: [host], from: '2020-01-01', until: '2021-01-01' },
      'certificate_expired',
    ],
    [
      'that is not valid yet',
      { authority, names: [host], from: '2090-01-01', until: '2091-01-01' },
      'certificate_expired',
    ],
    ['signed by itself', { names: [host] }, 'certificate_untrusted'],
    ['signed by a stranger', { authority: stranger, names: [host] }, 'certificate_untrusted'],
    ['signed by an impostor', { authority: impostor, names: [host] }, 'certificate_untrusted'],
  ])('%s', async (_, certificate, error) => {
    await using receiver = await startTlsReceiver(await createCertificate(certificate), answering(ok));
    const result: unknown = await sendTo(receiver);
    expect(result).toMatchObject({ kind: 'failed', error, fault: 'theirs' });
    expect(receiver.received()).toBe('');
  });

  test('when the connection was verified for another name before', async () => {
    await using receiver = await startTlsReceiver(good, (socket) => void socket.write(ok));
    expect(await sendTo(receiver)).toMatchObject({ kind: 'answered' });
    expect(await sendTo(receiver, 'other.example.test')).toMatchObject({ error: 'certificate_wrong_name' });
  });
});

describe('the environment', () => {
  afterEach(() => {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  });

  test('does not switch the check off', async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    await using receiver = await startTlsReceiver(await createCertificate({ names: [host] }), answering(ok));
    expect(await sendTo(receiver)).toMatchObject({ error: 'certificate_untrusted' });
    expect(receiver.received()).toBe('');
  });
});

describe('no secure connection is', () => {
  test.each(['TLSv1', 'TLSv1.1'] as const)('%s, which other clients would take', async (version) => {
    await using receiver = await startTlsReceiver(
      { ...good, minVersion: version, maxVersion: version },
      answering(ok),
    );
    expect(await protocolOfOldClient(receiver.port, version)).toBe(version);
    expect(await sendTo(receiver)).toMatchObject({ error: 'tls_error', fault: 'theirs' });
  });

  test('something else than TLS', async () => {
    await using receiver = await startReceiver((socket) => void socket.write('not TLS at all'));
    expect(await sendTo(receiver)).toMatchObject({ error: 'tls_error' });
  });

  test('a server that wants a certificate from us', async () => {
    await using receiver = await startTlsReceiver(
      { ...good, ca: authority.cert, requestCert: true, rejectUnauthorized: true },
      answering(ok),
    );
    expect(await sendTo(receiver)).toMatchObject({ kind: 'failed', fault: 'theirs' });
  });

  test('a handshake that is cut or never answered', async () => {
    await using cut = await startReceiver((socket) => void socket.destroy());
    expect(await sendTo(cut)).toMatchObject({ error: 'connection_reset' });
    await using silent = await startReceiver(() => {});
    expect(await sendTo(silent, host, 150)).toMatchObject({ error: 'timeout' });
    await silent.firstClosed;
  });
});

const protocolOfOldClient = (port: number, version: 'TLSv1' | 'TLSv1.1') =>
  new Promise<string | null>((resolve, reject) => {
    const socket = connect(
      { port, host: '127.0.0.1', rejectUnauthorized: false, minVersion: version, maxVersion: version },
      () => {
        resolve(socket.getProtocol());
        socket.destroy();
      },
    );
    socket.on('error', reject);
  });
