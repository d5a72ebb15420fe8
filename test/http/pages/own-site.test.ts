import { describe, expect, test } from 'bun:test';
import { DomainError } from '../../../src/core/errors.ts';
import { assertOwnHost, assertOwnSite } from '../../../src/http/pages/own-site.ts';

type Headers = Readonly<Record<string, string>>;

const requestWith = (headers: Headers): Request => {
  const request = new Request('http://localhost/admin', { method: 'POST' });
  for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
  return request;
};

/** The code it is refused with; undefined when it is let in. */
const refusalOf = (check: () => void): string | undefined => {
  try {
    check();
  } catch (failure) {
    if (failure instanceof DomainError) return failure.code;
    throw failure;
  }
  return undefined;
};

const hostRefusal = (host: string | undefined, baseUrl: string) =>
  refusalOf(() => assertOwnHost(requestWith(host === undefined ? {} : { host }), baseUrl));

const siteRefusal = (headers: Headers, baseUrl: string) =>
  refusalOf(() => assertOwnSite(requestWith(headers), baseUrl));

describe('pages answer under the name they were set up with', () => {
  test.each([
    ['https://partners.example.com', 'partners.example.com'],
    ['https://partners.example.com', 'Partners.Example.COM'],
    ['https://partners.example.com', 'partners.example.com:443'],
    ['https://partners.example.com/', 'partners.example.com'],
    ['https://partners.example.com:8443', 'partners.example.com:8443'],
    ['http://192.168.1.20:3000', '192.168.1.20:3000'],
    ['http://nas_1.local:3000', 'nas_1.local:3000'],
    ['http://[fd00::1]:3000', '[fd00::1]:3000'],
    ['https://bücher.example', 'xn--bcher-kva.example'],
    ['http://localhost:3000', 'localhost:3000'],
    ['http://localhost:3000', '127.0.0.1:3000'],
    ['http://localhost:3000', '[::1]:3000'],
    ['http://127.0.0.1:3000', 'LOCALHOST:3000'],
    ['http://localhost', 'localhost:80'],
    ['http://localhost', '127.0.0.1'],
    ['https://localhost', 'localhost:443'],
  ])('%s answers to %s', (baseUrl, host) => {
    expect(hostRefusal(host, baseUrl)).toBeUndefined();
  });

  test.each([
    ['https://partners.example.com', 'evil.example.com'],
    ['https://partners.example.com', 'partners.example.com.'],
    ['https://partners.example.com', 'partners.example.com.evil.com'],
    ['https://partners.example.com', 'partners.example.com:8443'],
    ['https://partners.example.com', 'partners.example.com:80'],
    ['https://partners.example.com', 'a.partners.example.com'],
    ['https://partners.example.com', 'localhost'],
    ['https://partners.example.com', '127.0.0.1'],
    ['https://partners.example.com', 'user@partners.example.com'],
    ['http://192.168.1.20:3000', 'localhost:3000'],
    ['http://localhost:3000', 'localhost:3001'],
    ['http://localhost:3000', 'localhost'],
    ['http://localhost:3000', 'localhost.:3000'],
    ['http://localhost:3000', 'localhost.evil.com:3000'],
    ['http://localhost:3000', 'evil@localhost:3000'],
    ['http://localhost:3000', 'localhost:3000@evil.com'],
    ['http://localhost:3000', 'localhost:3000/evil'],
    ['http://localhost:3000', 'localhost:3000?'],
    ['http://localhost:3000', 'localhost:3000#'],
    ['http://localhost:3000', 'localhost\\:3000'],
    ['http://localhost:3000', 'l%6fcalhost:3000'],
    ['http://localhost:3000', '127.0.0.1.nip.io:3000'],
    ['http://localhost:3000', '127.0.0.2:3000'],
    ['http://localhost:3000', ''],
    ['http://localhost:3000', ':3000'],
    ['http://localhost:3000', 'localhost:99999'],
    ['http://localhost:3000', undefined],
  ])('%s does not answer to %p', (baseUrl, host) => {
    expect(hostRefusal(host, baseUrl)).toBe('misdirected_request');
  });

  test('says what to set when it is reached under another', () => {
    expect(() => assertOwnHost(requestWith({ host: 'x' }), 'http://localhost:3000')).toThrow(
      'TRIBUTARY_BASE_URL',
    );
  });
});

describe('what changes something comes from a page of our own', () => {
  const https = 'https://partners.example.com';

  test.each([
    [https, { 'sec-fetch-site': 'same-origin' }],
    [https, { 'sec-fetch-site': 'same-origin', origin: 'null' }],
    [https, { origin: https }],
    [https, { origin: 'https://partners.example.com:443' }],
    ['http://192.168.1.20:3000', { origin: 'http://192.168.1.20:3000' }],
    ['http://localhost:3000', { origin: 'http://localhost:3000' }],
    ['http://localhost:3000', { origin: 'http://127.0.0.1:3000' }],
    ['http://127.0.0.1:3000', { origin: 'http://[::1]:3000' }],
  ] as const)('at %s is taken with %p', (baseUrl, headers) => {
    expect(siteRefusal(headers, baseUrl)).toBeUndefined();
  });

  test.each([
    [https, {}],
    [https, { 'sec-fetch-site': 'cross-site' }],
    [https, { 'sec-fetch-site': 'same-site' }],
    [https, { 'sec-fetch-site': 'none' }],
    [https, { 'sec-fetch-site': '' }],
    [https, { 'sec-fetch-site': 'same-origin, cross-site' }],
    [https, { 'sec-fetch-site': 'cross-site', origin: https }],
    [https, { origin: 'null' }],
    [https, { origin: '' }],
    [https, { origin: 'https://evil.example.com' }],
    [https, { origin: 'https://partners.example.com.evil.com' }],
    [https, { origin: 'https://partners.example.com:8443' }],
    [https, { origin: 'http://partners.example.com' }],
    [https, { origin: 'http://partners.example.com:443' }],
    [https, { origin: 'partners.example.com' }],
    [https, { referer: `${https}/admin` }],
    ['http://localhost:3000', { origin: 'http://localhost:4000' }],
    ['http://localhost:3000', { origin: 'https://localhost:3000' }],
    ['http://localhost:3000', { origin: 'http://localhost' }],
    ['http://localhost:3000', { origin: 'ftp://localhost:3000' }],
    ['http://192.168.1.20:3000', { origin: 'http://localhost:3000' }],
  ] as const)('at %s is refused with %p', (baseUrl, headers) => {
    expect(siteRefusal(headers as Headers, baseUrl)).toBe('forbidden');
  });
});
