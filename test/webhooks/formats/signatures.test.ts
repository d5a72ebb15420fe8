import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { systemRandom } from '../../../src/core/ids.ts';
import { formatNames } from '../../../src/webhooks/formats/formats.ts';
import { mintSecret } from '../../../src/webhooks/signing/signature.ts';
import type { ReceivedRequest } from '../../support/receiver.ts';
import { receiverCodeOfAffiliateBase } from '../support/printed-code.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';
import { deliverTwice, startAtPresent } from './support/deliver.ts';

let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest();
  startAtPresent(world);
});
afterEach(() => world.close());

const otherSecret = mintSecret(systemRandom);

/** The same request with another last letter in its data. */
const tampered = (request: ReceivedRequest): ReceivedRequest => ({
  ...request,
  body: request.body.replace('Leaf Letters', 'Leaf Lettera'),
});

type Library = typeof StandardWebhook | typeof SvixWebhook;

const accepts = (Webhook: Library, secret: string, { body, headers }: ReceivedRequest): boolean => {
  try {
    new Webhook(secret).verify(body, { ...headers });
    return true;
  } catch {
    return false;
  }
};

describe.each([
  ['standardwebhooks', StandardWebhook],
  ['svix', SvixWebhook],
] as const)('the stock library %s', (name, Webhook) => {
  const taken = name === 'svix' ? (['standard', 'track360'] as const) : formatNames;

  test.each(taken)('verifies %s on first attempts and retries', async (format) => {
    const { both, secret } = await deliverTwice(world, { format });
    for (const request of both) {
      expect(accepts(Webhook, secret, request)).toBe(true);
      expect(accepts(Webhook, secret, tampered(request))).toBe(false);
      expect(accepts(Webhook, otherSecret, request)).toBe(false);
    }
  });
});

describe('the code of the AffiliateBase page', () => {
  test.each(['tributary', 'affiliatebase', 'affonso'] as const)('accepts %s as printed', async (format) => {
    const verify = await receiverCodeOfAffiliateBase();
    const { both, secret } = await deliverTwice(world, { format }, 'partner.registered');
    for (const { headers, body } of both) {
      const signed = `${headers['svix-id']}.${headers['svix-timestamp']}.${body}`;
      const expected = createHmac('sha256', secret).update(signed).digest('base64');
      expect(headers['svix-signature']).toBe(`v1,${expected}`);
      expect(verify?.({ rawBody: body, headers, signingSecret: secret })).not.toBe(false);
      expect(verify?.({ rawBody: `${body} `, headers, signingSecret: secret })).not.toBe(true);
      expect(verify?.({ rawBody: body, headers, signingSecret: otherSecret })).not.toBe(true);
    }
  });

  test.each(['standard', 'track360'] as const)('finds no headers of its own on %s', async (format) => {
    const { first } = await deliverTwice(world, { format });
    expect(Object.keys(first.headers).filter((name) => name.startsWith('svix-'))).toEqual([]);
  });
});

const combinations = [undefined, 'X-Hub-Signature-256'].flatMap((header) =>
  ([undefined, 'hex', 'base64'] as const).flatMap((encoding) =>
    [undefined, 'sha256=', ''].map((prefix) => ({ header, encoding, prefix })),
  ),
);

test.each(combinations)('the HMAC of the raw body verifies with %j', async (signature) => {
  const { both, secret } = await deliverTwice(world, { format: 'track360', settings: { signature } });
  const { header = 'X-Webhook-Signature', encoding = 'hex', prefix = '' } = signature;
  for (const { body, headers } of both) {
    const expected = createHmac('sha256', secret).update(body).digest(encoding);
    expect(headers[header.toLowerCase()]).toBe(`${prefix}${expected}`);
    expect(body).toStartWith('{"id":"evt_');
    expect(headers['webhook-id']).not.toStartWith('{');
  }
});

test('the log shows the header with the HMAC as it was sent', async () => {
  const { both } = await deliverTwice(world, { format: 'track360' });
  const [delivery] = await world.deliveries();
  const { body } = await world.call<{ attempts: { request_headers: Record<string, string> }[] }>(
    'GET',
    `/api/v1/deliveries/${delivery?.id}`,
  );
  const logged = body.attempts.map(({ request_headers }) => request_headers['X-Webhook-Signature']);
  expect(logged).toEqual(both.map(({ headers }) => headers['x-webhook-signature']));
});
