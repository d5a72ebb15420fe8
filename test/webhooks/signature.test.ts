import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { systemClock } from '../../src/core/clock.ts';
import { systemRandom } from '../../src/core/ids.ts';
import { mintSecret, signatureHeaders, signingKeyOf } from '../../src/webhooks/signing/signature.ts';
import type { ReceivedRequest } from '../support/receiver.ts';
import { receiverCodeOfAffiliateBase } from './support/printed-code.ts';
import { createWebhookTest, type WebhookTest } from './support/webhook-test.ts';

let world: WebhookTest;
let secret: string;

beforeEach(async () => {
  world = await createWebhookTest();
  // Receivers compare timestamps with their own clock.
  world.clock.set(systemClock.now());
  secret = String((await world.subscribe()).secret);
});
afterEach(() => world.close());

/** A first attempt, refused, and the retry that follows. */
const sendTwice = async (): Promise<readonly ReceivedRequest[]> => {
  world.receiver.answer((_, index) => new Response(null, { status: index === 0 ? 503 : 204 }));
  await world.publish();
  await world.drain();
  await world.drainAfter(60_000);
  return world.receiver.waitFor(2);
};

/** What a receiver written from the AffiliateBase page does: keyed with the text, one value. */
const verifiesAsDocumented = ({ headers, body }: ReceivedRequest, signingSecret: string): boolean => {
  const expected = createHmac('sha256', signingSecret)
    .update(`${headers['svix-id']}.${headers['svix-timestamp']}.${body}`)
    .digest('base64');
  const received = String(headers['svix-signature']).replace(/^v1,/, '');
  return timingSafeEqual(Buffer.from(expected), Buffer.from(received));
};

describe('a signature', () => {
  test('satisfies Standard Webhooks libraries on first attempts and retries', async () => {
    for (const { headers, body } of await sendTwice()) {
      expect(new Webhook(secret).verify(body, { ...headers })).toMatchObject({ type: 'commission.created' });
    }
  });

  test('satisfies receivers written from the AffiliateBase page, with the same secret', async () => {
    for (const request of await sendTwice()) {
      expect(verifiesAsDocumented(request, secret)).toBe(true);
      expect(verifiesAsDocumented({ ...request, body: `${request.body} ` }, secret)).toBe(false);
    }
  });

  test('satisfies the Node.js code of the AffiliateBase page as printed', async () => {
    const verify = await receiverCodeOfAffiliateBase();
    const requests = await sendTwice();
    expect(requests).toHaveLength(2);
    if (!verify) return;
    for (const { headers, body } of requests) {
      expect(verify({ rawBody: body, headers, signingSecret: secret })).toBe(true);
      expect(verify({ rawBody: body, headers, signingSecret: mintSecret(systemRandom) })).toBe(false);
    }
  });

  test('is refused by the libraries when a byte of the body was changed', async () => {
    const [request] = await sendTwice();
    const verify = () => new Webhook(secret).verify(`${request?.body} `, { ...request?.headers });
    expect(verify).toThrow();
  });

  test('names the same event on every attempt, the attempt, the delivery and the endpoint', async () => {
    const [first, second] = await sendTwice();
    const [delivery] = await world.deliveries();
    const id = JSON.parse(first?.body ?? '').id;
    expect(second?.body).toBe(String(first?.body));
    for (const [index, request] of [first, second].entries()) {
      expect(request?.headers).toMatchObject({
        'svix-id': id,
        'webhook-id': id,
        'webhook-attempt': String(index + 1),
        'webhook-delivery-id': String(delivery?.id),
        'webhook-endpoint-id': String(delivery?.endpoint_id),
        'content-type': 'application/json',
      });
    }
    const seconds = [first, second].map((request) => Number(request?.headers['svix-timestamp']));
    expect((seconds[1] ?? 0) - (seconds[0] ?? 0)).toBe(60);
  });
});

describe('a secret', () => {
  test('is whsec_ and 48 characters of base64 without padding, never twice the same', () => {
    const secrets = Array.from({ length: 100 }, () => mintSecret(systemRandom));
    for (const one of secrets) expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{48}$/);
    expect(new Set(secrets).size).toBe(100);
    expect(signingKeyOf(secrets[0] ?? '').bytes).toHaveLength(36);
  });

  test('signs a known content with a known result', () => {
    const key = signingKeyOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjU');
    const content = { eventId: 'evt_1', timestamp: '1614265330', body: '{"test": 2432232314}' };
    const headers = signatureHeaders('dual', { single: key, list: [key] }, content);
    const signed = `evt_1.1614265330.${content.body}`;
    const keyed = (by: string | Uint8Array) => createHmac('sha256', by).update(signed).digest('base64');
    expect(headers).toEqual({
      'svix-signature': `v1,${keyed(key.text)}`,
      'webhook-signature': `v1,${keyed(Buffer.from(key.text.slice(6), 'base64'))}`,
    });
  });

  test('signs lists with every key and single values with one, while two are valid', () => {
    const [older, newer] = [mintSecret(systemRandom), mintSecret(systemRandom)].map(signingKeyOf);
    if (!older || !newer) throw new Error('two keys');
    const content = { eventId: 'evt_1', timestamp: '1614265330', body: '{}' };
    const headers = signatureHeaders('dual', { single: older, list: [newer, older] }, content);
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    expect(headers['svix-signature']).not.toContain(' ');
  });
});
