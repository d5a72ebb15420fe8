import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { OwnInspectors } from '../../src/outbound/own-inspectors.ts';
import { isRefused, parseTarget } from '../../src/outbound/target.ts';
import { startReceiver, type TestReceiver } from '../support/receiver.ts';
import { createGuarded, post, recorded, strict } from './sending.ts';

const token = '0123456789abcdefghjkmnpqrstvwxyz';
const local: OwnInspectors = { baseUrl: 'http://localhost:3000', host: '127.0.0.1', port: 3_000 };

const isLetThrough = (url: string, own: OwnInspectors = local): boolean =>
  !isRefused(parseTarget(url, { ...strict, ownInspectors: own }));

describe('the address of an inspector of ours', () => {
  test('is let through where neither plain http nor this machine is', () => {
    expect(isLetThrough(`http://localhost:3000/inspect/${token}`)).toBe(true);
    expect(isRefused(parseTarget(`http://localhost:3000/inspect/${token}`, strict))).toBe(true);
  });

  test.each([
    [local, 'http://127.0.0.1:3000'],
    [{ ...local, host: '0.0.0.0', port: 8_080 }, 'http://127.0.0.1:8080'],
    [{ ...local, host: '::' }, 'http://[::1]:3000'],
    [{ ...local, host: '::1' }, 'http://[::1]:3000'],
    [{ ...local, host: 'localhost' }, 'http://localhost:3000'],
    [{ baseUrl: 'https://partners.example.com', host: '127.0.0.1', port: 3_000 }, 'http://127.0.0.1:3000'],
  ])('is dialled where the server listens, with the host of the address: %j', async (own, dialledAt) => {
    const { fetch, dialled, inits } = recorded();
    const { send } = createGuarded({ policy: { ...strict, ownInspectors: own }, fetch });
    const result = await send(post(`${own.baseUrl}/inspect/${token}`));
    expect(result).toMatchObject({ kind: 'answered', status: 200 });
    expect(dialled).toEqual([`${dialledAt}/inspect/${token}`]);
    expect(inits[0]?.headers).toMatchObject({ host: new URL(own.baseUrl).host });
    expect(inits[0]).toMatchObject({ redirect: 'manual', proxy: false });
  });
});

describe('no other address of ours is reached that way', () => {
  const address = `http://localhost:3000/inspect/${token}`;
  const bent = [
    ...[
      '/',
      '/x',
      '/../x',
      '/..',
      '/%2e%2e/',
      '?',
      '?a=b',
      '#',
      '#a',
      '%2f',
      '%00',
      '%',
      '.',
      ' ',
      '\t',
      '\\',
    ],
    ...['/..%2f..%2fhealthz', ';a', '@x', ':80', '0', '\u0000', '\u200b', '\r\nhost: x'],
  ].map((tail) => address + tail);
  const paths = [
    ...['/', '/healthz', '/inspect', '/inspect/', '/inspect//', '/api/v1/api-keys', '/r/x', '/inspect/short'],
    ...[`/x/../inspect/${token}`, `/./inspect/${token}`, `//inspect/${token}`, `/inspect//${token}`],
    ...[`/inspect/../inspect/${token}`, `/inspect%2f${token}`, `/%69nspect/${token}`, `/Inspect/${token}`],
    ...[
      `/inspect/${token.toUpperCase()}`,
      `/inspect/%30${token.slice(1)}`,
      `/inspect/${token}/../../healthz`,
    ],
    ...[`\\inspect\\${token}`, `/inspect/${token.slice(1)}i`, `/inspect/${token.slice(1)}é`],
  ].map((path) => `http://localhost:3000${path}`);
  const hosts = [
    ...['http://localhost:3001', 'http://localhost', 'http://localhost:03000', 'https://localhost:3000'],
    ...['http://127.0.0.1:3000', 'http://LOCALHOST:3000', 'HTTP://localhost:3000', 'http://localhost.:3000'],
    ...['http://a@localhost:3000', 'http://a:b@localhost:3000', 'http://localhost:3000@localhost:3000'],
    ...[
      'http://localhost%3a3000',
      'http:/localhost:3000',
      'http:localhost:3000',
      '//localhost:3000',
      ' http://localhost:3000',
    ],
    ...[
      'http://[::1]:3000',
      'http://127.1:3000',
      'http://ｌocalhost:3000',
      'http://localhost:3000\\',
      'http:\\\\localhost:3000',
    ],
  ].map((origin) => `${origin}/inspect/${token}`);

  test.each([...bent, ...paths, ...hosts].map((url) => [url]))('%j', (url) => {
    expect(isLetThrough(url)).toBe(false);
  });

  const pieces = fc.constantFrom(
    ...['http://', 'https://', 'localhost', '127.0.0.1', ':3000', ':80', '/', '//', '..', '.', '%2f', '%2e'],
    ...[
      'inspect',
      'Inspect',
      token,
      token.slice(1),
      '?',
      '#',
      '@',
      'a:b@',
      '\\',
      ' ',
      '%00',
      'healthz',
      'api/v1',
    ],
  );
  const mixed = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
  /** The right address with one place of it changed. */
  const changed = fc
    .tuple(fc.nat(address.length), fc.nat(3), fc.oneof(pieces, fc.string({ maxLength: 3, unit: 'binary' })))
    .map(([at, cut, put]) => address.slice(0, at) + put + address.slice(at + cut));

  test('whatever is spelt: only the one address passes, and exactly that is dialled', async () => {
    const { fetch, dialled } = recorded();
    const { send } = createGuarded({
      policy: { ...strict, ownInspectors: local },
      fetch,
      lookup: async () => ['127.0.0.1'],
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(mixed, changed), async (url) => {
        dialled.length = 0;
        const result = await send(post(url));
        const passes = /^http:\/\/localhost:3000\/inspect\/[0-9a-hjkmnp-tv-z]{32}$/.test(url);
        // What is judged when it is saved agrees with what happens when it is called, names aside.
        if (passes) expect(isLetThrough(url)).toBe(true);
        expect(result.kind).toBe(passes ? 'answered' : 'failed');
        expect(dialled).toEqual(passes ? [url.replace('localhost', '127.0.0.1')] : []);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('on the wire', () => {
  let receiver: TestReceiver;
  beforeAll(() => {
    receiver = startReceiver();
  });
  afterAll(() => receiver.stop());

  test('the server sees its own host, and a redirect is not followed', async () => {
    receiver.answer(() => new Response(null, { status: 307, headers: { location: '/healthz' } }));
    const own = {
      baseUrl: 'https://partners.example.com',
      host: '127.0.0.1',
      port: Number(new URL(receiver.url).port),
    };
    const { send } = createGuarded({ policy: { ...strict, ownInspectors: own } });
    const result = await send(post(`https://partners.example.com/inspect/${token}`));
    expect(result).toMatchObject({ kind: 'answered', status: 307 });
    expect(receiver.requests.map(({ path, headers }) => [path, headers.host])).toEqual([
      [`/inspect/${token}`, 'partners.example.com'],
    ]);
  });
});
