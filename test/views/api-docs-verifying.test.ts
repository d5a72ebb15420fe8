import { beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Id, IdPrefix } from '../../src/core/ids.ts';
import { requestHeaders, timestampOf } from '../../src/webhooks/deliveries/request-headers.ts';
import {
  mintSecret,
  type SigningKeys,
  signatureHeaders,
  signingKeyOf,
} from '../../src/webhooks/signing/signature.ts';
import { verifySampleId } from '../../views/api-docs/guides/verifying.tsx';
import { seededRandom } from '../support/random.ts';
import { type DocsPage, readDocsPage } from './api-docs-page.ts';
import { textOf } from './document.ts';

let page: DocsPage;
beforeAll(async () => {
  page = await readDocsPage();
});

const idOf = <P extends IdPrefix>(prefix: P): Id<P> => `${prefix}_01jw3k5x7h0001s3v5x7z9b1d3f5h7k9m1q3`;
const [secret, other] = [mintSecret(seededRandom(1)), mintSecret(seededRandom(2))];
const [key, otherKey] = [signingKeyOf(secret), signingKeyOf(other)];
const body = '{"id":"evt_1","data":{"name":"Zoë 🎉"}}';
const startedAt = 1_780_000_000_123;
const now = startedAt / 1_000;

/** The headers of a request as it is sent. */
const headersWith = (keys: SigningKeys): Record<string, string> => {
  const eventId = idOf('evt');
  const signed = { eventId, timestamp: timestampOf(startedAt), body };
  const facts = { eventId, deliveryId: idOf('whd'), endpointId: idOf('whe'), attempt: 1, startedAt };
  return requestHeaders(signatureHeaders('dual', keys, signed), facts);
};
const headers = headersWith({ single: key, list: [key] });

describe('the code that the page shows for verifying', () => {
  type IsGenuine = (
    secret: string,
    headers: Readonly<Record<string, string>>,
    body: string | Uint8Array,
    nowSeconds?: number,
  ) => boolean;
  const shown = () => textOf(page.find(verifySampleId));
  let isGenuine: IsGenuine;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tributary-sample-'));
    try {
      const file = join(folder, 'verify-signature.mjs');
      writeFileSync(file, shown());
      ({ isGenuine } = (await import(file)) as { isGenuine: IsGenuine });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('needs nothing but what Node.js has', () => {
    expect([...shown().matchAll(/from '([^']+)'/g)].map(([, name]) => name)).toEqual(['node:crypto']);
  });

  test('takes what we sign, as text and as bytes', () => {
    expect(isGenuine(secret, headers, body, now)).toBe(true);
    expect(isGenuine(secret, headers, Buffer.from(body), now + 299)).toBe(true);
  });

  test('takes both secrets while one replaces the other', () => {
    const both = headersWith({ single: otherKey, list: [otherKey, key] });
    expect(isGenuine(secret, both, body, now)).toBe(true);
    expect(isGenuine(other, both, body, now)).toBe(true);
  });

  test('refuses another body, id, time or secret', () => {
    expect(isGenuine(secret, headers, body.replace('Zoë', 'Zoe'), now)).toBe(false);
    expect(isGenuine(secret, { ...headers, 'webhook-id': 'evt_2' }, body, now)).toBe(false);
    expect(isGenuine(secret, { ...headers, 'webhook-timestamp': `${Math.floor(now) + 1}` }, body, now)).toBe(
      false,
    );
    expect(isGenuine(other, headers, body, now)).toBe(false);
  });

  test('refuses what is old or from the future, and by its own clock', () => {
    expect(isGenuine(secret, headers, body, now + 302)).toBe(false);
    expect(isGenuine(secret, headers, body, now - 302)).toBe(false);
    expect(isGenuine(secret, headers, body)).toBe(Math.abs(Date.now() / 1_000 - now) < 300);
  });

  test.each([
    ['no headers', {}],
    ['an empty signature', { ...headers, 'webhook-signature': '' }],
    ['a signature without a version', { ...headers, 'webhook-signature': 'abc' }],
    ['another version', { ...headers, 'webhook-signature': `v2${headers['webhook-signature']?.slice(2)}` }],
    ['a short signature', { ...headers, 'webhook-signature': 'v1,AAAA' }],
    ['a time that is none', { ...headers, 'webhook-timestamp': 'soon' }],
  ])('refuses %s without failing', (_, given) => {
    expect(isGenuine(secret, given, body, now)).toBe(false);
  });
});

test('the page names every header that a request carries', () => {
  const told = textOf(page.find('receiving-webhooks').parentNode as never);
  expect(Object.keys(headers).filter((name) => !told.includes(name))).toEqual([]);
});
