import { describe, expect, test } from 'bun:test';
import { createTestClock } from '../support/clock.ts';
import { answering, ok, startReceiver } from './receiver.ts';
import { createGuarded, loopbackAllowed, names, post, recorded, strict } from './sending.ts';

describe('an address is judged before anything is sent', () => {
  test.each([
    '10.0.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '::1',
    '::ffff:10.0.0.1',
    'fe80::1%eth0',
    'not an address',
  ])('a name that resolves to %s is refused', async (address) => {
    const { dialled, fetch } = recorded();
    const guarded = createGuarded({ policy: strict, lookup: names({ 'a.example.com': [address] }), fetch });
    const result = await guarded.send(post('https://a.example.com/hook'));
    expect(result).toEqual({ kind: 'failed', error: 'refused_by_policy', fault: 'theirs', durationMs: 0 });
    expect(dialled).toEqual([]);
  });

  test('one refused address among many refuses the name, wherever it stands', async () => {
    const many = Array.from({ length: 300 }, (_, index) => `93.184.${index >> 8}.${index & 255}`);
    for (const addresses of [
      ['10.0.0.1', '8.8.8.8'],
      ['8.8.8.8', '10.0.0.1'],
      ['8.8.8.8', '2606:4700::1', '::1'],
      [...many, '127.0.0.1'],
    ]) {
      const { dialled, fetch } = recorded();
      const guarded = createGuarded({ policy: strict, lookup: names({ 'a.example.com': addresses }), fetch });
      expect(await guarded.send(post('https://a.example.com/'))).toMatchObject({
        error: 'refused_by_policy',
      });
      expect(dialled).toEqual([]);
    }
  });

  test('a name that changes to a private address is refused from then on', async () => {
    let address = '93.184.216.34';
    const { dialled, fetch } = recorded();
    const guarded = createGuarded({ policy: strict, lookup: async () => [address], fetch });
    expect(await guarded.send(post('https://rebind.example.com/hook'))).toMatchObject({ kind: 'answered' });
    address = '127.0.0.1';
    expect(await guarded.send(post('https://rebind.example.com/hook'))).toMatchObject({
      error: 'refused_by_policy',
    });
    expect(dialled).toEqual(['https://93.184.216.34/hook']);
  });

  test('what is dialled is the judged address itself, in one spelling', async () => {
    const { dialled, inits, fetch } = recorded();
    const guarded = createGuarded({
      policy: strict,
      lookup: names({ 'a.example.com': ['2606:4700::6810:84E5'] }),
      fetch,
    });
    await guarded.send(post('https://a.example.com:8443/in?x=1'));
    expect(dialled).toEqual(['https://[2606:4700:0:0:0:0:6810:84e5]:8443/in?x=1']);
    expect(inits[0]).toMatchObject({
      redirect: 'manual',
      proxy: false,
      decompress: false,
      verbose: false,
      tls: { serverName: 'a.example.com', rejectUnauthorized: true },
    });
    expect(inits[0]?.headers).toMatchObject({ host: 'a.example.com:8443', 'accept-encoding': 'identity' });
  });

  test.each([
    'file:///etc/hostname',
    'data:text/plain,hi',
    's3://bucket/key',
    'ftp://example.com/',
    'http://example.com/',
    'https://10.0.0.1/',
    'https://localhost/',
    'nonsense',
  ])('a URL that would not be saved is not called either: %s', async (url) => {
    const { dialled, fetch } = recorded();
    expect(await createGuarded({ policy: strict, fetch }).send(post(url))).toMatchObject({
      error: 'refused_by_policy',
    });
    expect(dialled).toEqual([]);
  });

  test('localhost is usable once 127.0.0.0/8 is listed, and only on loopback', async () => {
    await using receiver = await startReceiver(answering(ok));
    const url = `http://localhost:${receiver.port}/`;
    const send = (addresses: string[]) =>
      createGuarded({ policy: loopbackAllowed, lookup: names({ localhost: addresses }) }).send(post(url));
    expect(await send(['::1', '127.0.0.1'])).toMatchObject({ kind: 'answered', status: 200 });
    expect(await send(['10.0.0.1'])).toMatchObject({ error: 'refused_by_policy' });
    expect(await send(['169.254.169.254'])).toMatchObject({ error: 'refused_by_policy' });
  });
});

test('the duration is told in milliseconds, never negative and never longer than the deadline', async () => {
  const clock = createTestClock();
  const lookup = async () => {
    clock.advance(250);
    return ['127.0.0.1'];
  };
  const { fetch } = recorded();
  const guarded = createGuarded({ clock, lookup, fetch });
  expect(await guarded.send(post('http://a.example.test/'))).toMatchObject({ durationMs: 250 });
  const backwards = createGuarded({
    clock,
    fetch,
    lookup: async () => {
      clock.advance(-5_000);
      return ['127.0.0.1'];
    },
  });
  expect(await backwards.send(post('http://a.example.test/'))).toMatchObject({ durationMs: 0 });
  const forwards = createGuarded({
    clock,
    fetch,
    lookup: async () => {
      clock.advance(3_600_000);
      return ['127.0.0.1'];
    },
  });
  const request = post('http://a.example.test/');
  expect(await forwards.send(request)).toMatchObject({ durationMs: request.timeoutMs });
});
